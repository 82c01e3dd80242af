"""What the words mean: names of things, turns of phrase."""
