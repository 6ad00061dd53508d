"""What the tests of the fault harness start from."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def need_or_skip(reason):
    """What is missing skips a test with a word; on a build machine it fails it."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@pytest.fixture(scope="session")
def binary():
    path = Path(os.environ.get("REKEY_BINARY", ROOT / ".build/debug/rekey")).resolve()
    if not os.access(path, os.X_OK):
        need_or_skip(f"the binary {path} (make test builds it, or name another in REKEY_BINARY) is missing")
    return str(path)


@pytest.fixture
def folder():
    """One that PostgreSQL may enter, which root's own folders do not let it."""
    folder = Path(tempfile.mkdtemp(prefix="rekey-chaos-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
