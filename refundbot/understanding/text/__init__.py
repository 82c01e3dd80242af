"""A text before its meaning: one normal form, clauses, numerals, misheard characters."""
