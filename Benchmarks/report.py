"""What was measured, as tables in RESULTS.md: a part that is run again replaces its own, the others stay."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from installation import ROOT, SCRATCH

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
TITLE = "# What `make bench` measured\n"


class Table:
    def __init__(self):
        self.rows = [("Measured", "Value", "Beside", "Ratio", "Target", "")]

    def add(self, what: str, value: str, beside: str = "", ratio: str = "", target: str = "", met: bool | None = None):
        self.rows.append((what, value, beside, ratio, target, {True: "met", False: "missed", None: ""}[met]))
        print("  ".join(cell for cell in self.rows[-1] if cell), flush=True)

    def add_floor(self, what: str, value: float, floor: str, beside: float, target: float, unit: str = "/s"):
        """A rate beside another one, which it has to reach to a part."""
        ratio = value / beside
        self.add(
            what, f"{value:,.0f} {unit}", f"{floor} {beside:,.0f} {unit}", f"{ratio:.2f}", f"≥ {target}", ratio >= target
        )

    def markdown(self) -> str:
        rule = ("---", "---:", "---:", "---:", "---:", "---")
        return "\n".join("| " + " | ".join(row) + " |" for row in (self.rows[0], rule, *self.rows[1:]))


def keep(part: str, heading: str, explanation: str, table: Table, commands: str):
    """Writes the part's section into RESULTS.md."""
    section = (
        f"<!-- {part} -->\n## {heading}\n\n{explanation.strip()}\n\n{table.markdown()}\n\n"
        + "".join(f"- {line}\n" for line in machine())
        + f"\n```sh\nBenchmarks/run {part}\n{commands}```\n"
    )
    kept = RESULTS.read_text() if RESULTS.exists() else TITLE
    sections = dict(re.findall(r"(?ms)^<!-- ([a-z-]+) -->\n(.*?)(?=^<!-- |\Z)", kept))
    sections[part] = section.split("\n", 1)[1]
    RESULTS.write_text(
        TITLE + "".join(f"\n<!-- {name} -->\n{text.rstrip()}\n" for name, text in sections.items())
    )
    print(f"wrote {RESULTS.relative_to(ROOT)}: {heading}", flush=True)


def output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine() -> list[str]:
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return [
        f"{os.cpu_count()} × {model}, {memory:.0f} GiB; {system}, Linux {platform.release()}; data on "
        + output("findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(SCRATCH)),
        f"commit {output('git', 'rev-parse', '--short', 'HEAD')}, {output('swift', '--version').splitlines()[0]}, "
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC",
    ]
