"""Rasa custom actions: thin adapters between the tracker and `refundbot.dialogue`."""
