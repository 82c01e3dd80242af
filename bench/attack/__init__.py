"""Attacks on a running refundbot, each a small function: what is tried, and whether it held.

    python -m bench.attack                         # all of them, bounded: `make attack`
    python -m bench.attack --only desk-after-rate --only fuzz --fuzz 20000

The command starts the servers itself, on loopback, with a state folder and ports of their own. All is black
box: HTTP, Socket.IO, raw bytes, and the files of the state folder. Linux only: each attacker has an address
of its own in 127.0.0.0/8, so that one's rate is not the other's.
"""
