"""Which faults, in which order: all of it from one seed."""

import random
from dataclasses import dataclass, replace

KINDS = ("kill", "database", "network", "disk", "clock")
SHARE = 10
"""A fault other than a kill comes once for so many kills, and at least once."""


LONG, LONGER = 0.2, 4
"""The share of faults that outlast the server's first attempts to go on, and how many times longer they are."""
LAST = 10.0
"""Seconds of the last fault: longer than the server goes on trying to write down what became of a mail."""
ENDINGS = ("disk", "database", "clock", "network")
"""Which kind comes last, of those there are. What a kill leaves behind is mended by the start that follows it; the last
fault has to mend without one."""


@dataclass(frozen=True)
class Step:
    kind: str
    pause: float
    """Seconds of undisturbed load before it."""
    duration: float
    lot: float
    """From 0 to 1: for the fault to choose by."""


def plan(rounds, seed, kinds, last=LAST):
    """`rounds`: how many kills. `last`: seconds of the last fault."""
    lots = random.Random(seed)
    names = ["kill"] * (rounds if "kill" in kinds else 0)
    for kind in KINDS:
        if kind in kinds and kind != "kill":
            names += [kind] * max(1, rounds // SHARE)
    lots.shuffle(names)
    ending = next((kind for kind in ENDINGS if kind in names), None)
    if ending:
        names.remove(ending)
        names.append(ending)
    steps = [Step(name, _pause(lots, name), _duration(lots), lots.random()) for name in names]
    return steps[:-1] + [replace(steps[-1], duration=last)] if steps else []


def _pause(lots, name):
    # Also at once: a start is a moment like any other.
    return 0.0 if name == "kill" and lots.random() < 0.1 else lots.uniform(0.05, 1.2)


def _duration(lots):
    return lots.uniform(0.3, 3.0) * (LONGER if lots.random() < LONG else 1)
