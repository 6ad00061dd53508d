"""Several nodes: while one is away, the others go on as if nothing had happened."""

from ..evidence import Violation

AFTER = 15.0
"""Seconds after the end of what befell all nodes in which they come back to what they share."""


def serving(evidence):
    """A node answers, and not with an error, but while it was killed itself, or something that all share was broken."""
    if evidence.nodes == 1:
        return
    for answer in evidence.answers:
        if answer.is_uncertain and not _is_excused(evidence, answer.node, answer.sent, answer.answered):
            yield Violation(
                "serving", answer.username,
                f"node {answer.node + 1} answered {answer.operation} with {answer.status or 'nothing'}, and ran",
            )
    for at, node in evidence.refusals:
        if not _is_excused(evidence, node, at, at):
            yield Violation("serving", None, f"nobody listened at node {node + 1} at {at:.3f}, and it ran")


def _is_excused(evidence, node, began, ended):
    return any(
        fault.node in (None, node) and began <= (fault.mended or fault.ended + AFTER) and fault.began <= ended
        for fault in evidence.faults
    )
