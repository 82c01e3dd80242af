"""A server raises the number of descriptors that it may have open, as far as the system lets it."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

HARD = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 4096)
RAISES = (
    "import resource\n"
    "from refundbot.serving.descriptors import raise_limit\n"
    "print(raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
)


@pytest.mark.parametrize("soft", [256, HARD])
def test_the_limit_is_raised_to_what_the_system_allows_and_never_lowered(soft: int) -> None:
    told = subprocess.run(
        [sys.executable, "-c", RAISES],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, HARD)),
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == [str(HARD)] * 3
