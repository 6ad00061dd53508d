"""A node under test: the real binary, tied to the life of whoever started it."""

import glob
import subprocess
import tempfile
import uuid
from pathlib import Path

from support.server import Server

# However this process ends, the kernel ends the node.
LAUNCHER = ["setpriv", "--pdeathsig", "KILL"]

# How all user names begin and all addresses end, and nothing else does.
USERNAME, MAIL_DOMAIN = "walker-", "people.example.com"


class Node(Server):
    def __init__(self, binary, directory, mail, changes, beside=None):
        super().__init__(binary, directory, mail=mail, changes=changes, beside=beside)
        self.launcher = LAUNCHER

    @property
    def id(self):
        """By which the database tells it from others."""
        return (self.data / "node.id").read_text().strip()

    def kill(self):
        process_id = self.process_id
        super().kill()
        # What the clock library shares between processes outlives one that is killed.
        for left in glob.glob(f"/dev/shm/*faketime_*_{process_id}"):
            Path(left).unlink(missing_ok=True)

    def told(self):
        """Which kinds of secrets are in the log, with their number: never the secrets."""
        kinds = {
            "passwords or codes": self.secrets,
            "addresses": {f"@{MAIL_DOMAIN}"},
            "user names": {USERNAME},
        }
        return [f"{what} ({count})" for what, secrets in kinds.items() if (count := self._found(secrets))]

    def _found(self, secrets):
        """How many distinct ones are in what the node printed; grep looks for all at once."""
        with tempfile.NamedTemporaryFile("w") as patterns:
            patterns.write("\n".join(sorted(secrets)) + "\n")
            patterns.flush()
            result = subprocess.run(
                ["grep", "--text", "--no-filename", "--fixed-strings", "--only-matching", f"--file={patterns.name}",
                 self.log_file, self.output_file],
                capture_output=True, text=True,
            )
        return len(set(result.stdout.splitlines()))


def knows(binary, directory, settings):
    """Whether a binary takes database settings at their word; one that does not says that it keeps its own SQLite."""
    file = directory / f"probe-{uuid.uuid4().hex}.toml"
    file.write_text(settings)
    result = subprocess.run(
        [binary, "config", "check", "--config", file, "--data", directory / "probe"],
        capture_output=True, text=True, timeout=60,
    )
    file.unlink()
    said = result.stdout + result.stderr
    return result.returncode == 0 and "neither read nor written" not in said
