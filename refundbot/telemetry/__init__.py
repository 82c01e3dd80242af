"""What is seen of a running server: metrics, logs, traces. Rooms that do things tell it; it knows none."""
