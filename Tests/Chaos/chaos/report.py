"""A run in figures: for people as Markdown, for programs as JSON."""

import json
import os
import platform
import subprocess
from collections import Counter
from pathlib import Path
from statistics import median

from .evidence import ASKS
from .invariants import INVARIANTS

ROOT = Path(__file__).resolve().parents[3]


def figures(result, commit):
    """Everything that is counted, as plain values."""
    evidence = result.evidence
    copies = Counter(delivery.message_id for delivery in evidence.deliveries)
    recoveries = recovery_times(evidence)
    return {
        "engine": result.engine,
        "commit": commit,
        "machine": _machine(),
        "seed": result.seed,
        "rounds": result.rounds,
        "nodes": evidence.nodes,
        "answers_while_one_was_away": answers_while_one_was_away(evidence),
        "is_complete": result.is_complete,
        "seconds": round(result.seconds),
        "seconds_to_rest": round(result.seconds_to_rest, 1),
        "people": result.people,
        "answers": _table(Counter((a.operation, str(a.status or "lost")) for a in evidence.answers)),
        "accepted_asks": sum(a.is_accepted for a in evidence.answers if a.operation in ASKS),
        "refused_connections": len(evidence.refusals),
        "faults": _table(Counter((f.kind, _manner(f)) for f in evidence.faults)),
        "left_out": result.left_out,
        "mails_under_way_at_kills": sum(len(fault.held) for fault in evidence.faults),
        "mails": len(copies),
        "copies": len(evidence.deliveries),
        "mails_that_came_again": sum(count > 1 for count in copies.values()),
        "passwords_reset": sum(flow["state"] == "completed" for flow in evidence.flows),
        "audit_events": len(evidence.audit),
        "recovery_seconds": recoveries and {
            "kills": len(recoveries), "min": round(min(recoveries), 3), "median": round(median(recoveries), 3),
            "max": round(max(recoveries), 3),
        },
        "violations": {name: sum(v.invariant == name for v in result.violations) for name in INVARIANTS},
    }


def recovery_times(evidence):
    """Seconds from each kill to the first answer to something that was asked after it."""
    answered = sorted((a.sent, a.answered) for a in evidence.answers if a.status is not None)
    times = []
    for fault in evidence.faults:
        if fault.kind == "kill":
            ends = [end for sent, end in answered if fault.ended < sent < fault.ended + 60]
            if ends:
                times.append(min(ends) - fault.began)
    return times


def answers_while_one_was_away(evidence):
    """How many answers that mean something the other nodes gave while one that was killed was away."""
    away = [fault for fault in evidence.faults if fault.kind == "kill" and evidence.nodes > 1]
    return sum(
        any(fault.node != a.node and fault.ended <= a.sent and a.answered <= fault.mended for fault in away)
        for a in evidence.answers if not a.is_uncertain
    )


def markdown(found, command):
    """The report as people read it."""
    lines = [
        f"## {found['engine']}", "",
        f"- `{command}`",
        f"- {found['machine']}; commit {found['commit']}; seed {found['seed']}",
        f"- {found['seconds']} s in all, at rest {found['seconds_to_rest']} s after the last of the load"
        + ("" if found["is_complete"] else "; **ran out of time before the last fault**"), "",
        "| | |", "|---|---:|",
    ]
    for kind, manners in found["faults"].items():
        total = sum(manners.values())
        detail = "" if list(manners) == [""] else f" ({', '.join(f'{name} {n}' for name, n in manners.items())})"
        lines.append(f"| faults: {kind}{detail} | {total} |")
    lines += [f"| faults: {kind}, left out: {why} | 0 |" for kind, why in found["left_out"].items()]
    lines += [f"| people | {found['people']:,} |"]
    for operation, statuses in found["answers"].items():
        detail = ", ".join(f"{status}: {count:,}" for status, count in statuses.items())
        lines.append(f"| {operation} ({detail}) | {sum(statuses.values()):,} |")
    for key, words in (
        ("refused_connections", "connections nobody answered"),
        ("accepted_asks", "asks that were accepted"),
        ("passwords_reset", "passwords reset"),
        ("mails", "mails"),
        ("mails_that_came_again", "of them, mails that came again"),
        ("mails_under_way_at_kills", "mails under way at a kill"),
        ("audit_events", "audit events"),
    ):
        lines.append(f"| {words} | {found[key]:,} |")
    if found["nodes"] > 1:
        lines.append(f"| nodes | {found['nodes']} |")
        lines.append(f"| answers of others while one was away | {found['answers_while_one_was_away']:,} |")
    if found["recovery_seconds"]:
        times = found["recovery_seconds"]
        lines.append(
            f"| kill to first answer, of {times['kills']}: min / median / max |"
            f" {times['min']:.2f} / {times['median']:.2f} / {times['max']:.2f} s |"
        )
    broken = {name: count for name, count in found["violations"].items() if count}
    lines.append(f"| **violations** ({', '.join(f'{n} {c}' for n, c in broken.items()) or 'of no invariant'}) |"
                 f" **{sum(broken.values())}** |")
    return "\n".join(lines) + "\n"


def write(file, all_figures, command):
    """FILE.md and FILE.json, whatever ending was named."""
    file = Path(file).with_suffix("")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.with_suffix(".json").write_text(json.dumps(all_figures, indent=2) + "\n")
    text = "\n".join(markdown(found, command) for found in all_figures)
    file.with_suffix(".md").write_text(f"# Faults, and what was left of them\n\n{text}")
    return file.with_suffix(".md")


def _table(counts):
    table = {}
    for (first, second), count in sorted(counts.items()):
        table.setdefault(first, {})[second] = count
    return table


def _manner(fault):
    if fault.kind == "kill":
        return fault.detail.split(",")[0] if fault.detail.startswith("node") else ""
    return fault.detail


def commit():
    """Of this repository. Of the binary, only if it was built from it."""
    result = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def _machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB"
