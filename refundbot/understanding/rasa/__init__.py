"""The components of Rasa's pipeline, each a thin one over its neighbours."""
