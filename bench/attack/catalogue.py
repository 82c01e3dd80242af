"""All attacks, in the order in which they are tried: those that end processes come last."""

from __future__ import annotations

from bench.attack import (
    agents,
    attaching,
    entering,
    erasing,
    exhausting,
    faults,
    framing,
    fuzzing,
    keeping,
    listening,
    locking,
    masking,
    odd_input,
    rates,
    silence,
)

ATTACKS = (
    *listening.ATTACKS,
    *entering.ATTACKS,
    *erasing.ATTACKS,
    *attaching.ATTACKS,
    *keeping.ATTACKS,
    *agents.ATTACKS,
    *masking.ATTACKS,
    *exhausting.ATTACKS,
    *locking.ATTACKS,
    *rates.ATTACKS,
    *odd_input.ATTACKS,
    *framing.ATTACKS,
    *fuzzing.ATTACKS,
    *framing.DEADLY_ATTACKS,
    *silence.ATTACKS,
    *faults.ATTACKS,
)
