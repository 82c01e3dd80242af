"""Rasa input channels: how a customer's words reach the bot."""
