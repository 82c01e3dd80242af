"""What a hit costs with 200,000 conversations counted and with 100.

    python -m bench.rates

Prints CPU times of this process and their ratios. Bounded: a minute at most.
"""

from __future__ import annotations

import time

from refundbot.channels.web.rates import Windows

HITS = 20_000
FEW, MANY = 100, 200_000


def cost(keys: int, hits: int = HITS) -> float:
    """Microseconds of CPU for a hit, one of `hits`, where so many keys are counted."""
    windows = Windows("1000000/hour", time.monotonic)
    for number in range(keys):
        windows.count(f"message {number}")
    before = time.process_time()
    for number in range(hits):
        windows.count(f"message {number % keys}")
    return (time.process_time() - before) / hits * 1e6


def main() -> None:
    """Prints them."""
    few, many = min(cost(FEW) for _ in range(5)), min(cost(MANY) for _ in range(5))
    print(f"{FEW} keys: {few:.2f} us a hit; {MANY} keys: {many:.2f} us; ratio {many / few:.2f}")


if __name__ == "__main__":
    main()
