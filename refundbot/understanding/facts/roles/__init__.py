"""Which role a span has in the case: the grammar finds spans and their values, a trained model the roles."""
