"""The yearly five-day quota: what is left of it, what was used of it this year."""
