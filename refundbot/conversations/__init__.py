"""The conversations of customers: what was said, who may speak, what must not be kept.

`database` runs units of work, `models` is what they read and write, `store` the plain reads and writes,
`gate` decides who may speak, `privacy` takes personal data out, `retention` forgets.
"""
