"""What a customer's sentence says: text normalisation, entities, intent.

The modules that hold the logic import no Rasa; the graph components around them are named in `config.yml`.
"""
