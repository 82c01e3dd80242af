"""Simulated customers with sampled cases, told in voices that training never saw, scored by the engine."""
