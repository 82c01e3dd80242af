"""How the tagger of personal data is trained; run by `python -m refundbot.masking.training`."""
