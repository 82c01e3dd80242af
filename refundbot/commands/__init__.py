"""Commands for engineers and agents: a case checked with its trace, the policy looked into."""
