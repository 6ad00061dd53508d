"""The log keeps to itself what is secret."""

from ..evidence import Violation


def log(evidence):
    for what in evidence.told:
        yield Violation("log", None, f"the log tells {what}")
