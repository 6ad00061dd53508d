"""Which faults, in which order: all of it from one seed."""

import random
from dataclasses import dataclass

KINDS = ("kill", "database", "network", "disk", "clock")
SHARE = 10
"""A fault other than a kill comes once for so many kills, and at least once."""


@dataclass(frozen=True)
class Step:
    kind: str
    pause: float
    """Seconds of undisturbed load before it."""
    duration: float
    lot: float
    """From 0 to 1: for the fault to choose by."""


def plan(rounds, seed, kinds):
    """`rounds`: how many kills."""
    lots = random.Random(seed)
    names = ["kill"] * (rounds if "kill" in kinds else 0)
    for kind in KINDS:
        if kind in kinds and kind != "kill":
            names += [kind] * max(1, rounds // SHARE)
    lots.shuffle(names)
    # What a kill leaves behind is mended by the start that follows: the last fault has to mend without.
    others = [index for index, name in enumerate(names) if name != "kill"]
    if others:
        names.append(names.pop(others[-1]))
    return [Step(name, _pause(lots, name), lots.uniform(0.3, 3.0), lots.random()) for name in names]


def _pause(lots, name):
    # Also at once: a start is a moment like any other.
    return 0.0 if name == "kill" and lots.random() < 0.1 else lots.uniform(0.05, 1.2)
