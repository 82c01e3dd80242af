"""Starts, tunes and guards the servers: action server, chat server, the supervisor of both, the model."""
