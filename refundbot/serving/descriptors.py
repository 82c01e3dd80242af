"""How many files and sockets this process may have open."""

from __future__ import annotations

import resource

MOST = 65_536
"""More are not asked for, even where the system would give them: some programs look through them all."""

RESERVED = 256
"""For databases, logs and calls to other servers, whoever connects."""


def raise_limit() -> int:
    """Raises the limit of this process, and of those that it starts, as far as it may; returns it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most if soft == resource.RLIM_INFINITY else max(soft, most)
