"""What a message is about: encoder, n-grams, classifier."""
