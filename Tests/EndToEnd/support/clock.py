"""The wall clock of one server, set by a test (Debian's faketime)."""

import glob
from datetime import timedelta

LIBRARY = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")


class Clock:
    """The wall clock of one server; the monotonic one runs on, as on a machine whose clock is set."""

    def __init__(self, file):
        self._file = file
        self.jump(timedelta())

    def jump(self, by):
        self._file.write_text(f"{by.total_seconds():+.0f}s\n")

    @property
    def environment(self):
        return {
            "LD_PRELOAD": LIBRARY[0], "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }
