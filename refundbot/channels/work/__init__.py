"""Rasa as a worker of the front door: what it is asked, and how."""
