"""What the agents' desk keeps beside the conversations, and who an agent is.

`identity` and `oidc` verify agents, `acts` are what an agent does in a conversation (each with its entry in
the `audit` log), `listing` finds conversations, `suggested` follows what becomes of suggestions, `review` and
`learned` are the way from a message not understood to the training data, `reports` counts.
"""
