"""How well intents are told apart: the experiment that chose the classifier, the report of `make eval`."""
