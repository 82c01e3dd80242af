"""A refund-support assistant in Chinese."""
