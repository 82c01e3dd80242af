"""The role of a span, where more than the model tells: the rules, a correction, words that leave no other."""
