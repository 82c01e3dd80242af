"""Starts, tunes and guards the servers: action server, Rasa's worker, the supervisor of all, the model."""
