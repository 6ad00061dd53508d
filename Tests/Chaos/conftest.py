"""What the tests of the fault harness start from."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def skip_or_fail(reason):
    """What cannot be tried is skipped with a word."""
    pytest.skip(str(reason))


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("REKEY_BINARY", ROOT / ".build/debug/rekey")).resolve()
    if not os.access(path, os.X_OK):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"the binary {path} is missing")
    return str(path)
