"""What is broken, and how it is mended. Each fault returns what the invariants need to know of it."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta

from support.disk import fill

from .evidence import Fault
from .proxy import WAYS

JUMPS = (timedelta(minutes=-10), timedelta(seconds=-30), timedelta(seconds=30), timedelta(minutes=10))

ALONE = 0.5
"""For what part of a fault's time a node that was killed stays away."""


class Faults:
    """The faults that a site can bear; `unavailable` says why others are left out."""

    def __init__(self, site):
        self._site = site

    def unavailable(self, kind):
        """Why a fault cannot be had here; None where it can."""
        if kind == "disk" and not self._site.disk:
            return "a small file system cannot be mounted here"
        if kind == "clock" and not self._site.clock:
            return "faketime is missing"
        return None

    def cause(self, step):
        return getattr(self, f"_{step.kind}")(step)

    def _kill(self, step):
        """One node; where there are others, they serve alone for a while."""
        nodes = self._site.nodes
        number = int(step.lot * len(nodes))
        owner = nodes[number].id
        began = time.time()
        nodes[number].kill()
        ended = time.time()
        held = self._site.store.held(owner)
        if len(nodes) > 1:
            time.sleep(step.duration * ALONE)
        nodes[number].start()
        name = f"node {number + 1}, " if len(nodes) > 1 else ""
        return Fault("kill", began, ended, f"{name}{len(held)} mail(s) under way", held, number, time.time())

    def _database(self, step):
        """PostgreSQL stopped at once and started anew; SQLite held by another writer."""
        began = time.time()
        if self._site.cluster:
            self._site.cluster.stop("immediate")
            time.sleep(step.duration)
            self._site.cluster.start()
            return Fault("database", began, time.time(), "PostgreSQL stopped at once")
        with closing(sqlite3.connect(self._site.store.file, timeout=60, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            time.sleep(step.duration)
            database.execute("ROLLBACK")
        return Fault("database", began, time.time(), "held by another writer")

    def _network(self, step):
        proxies = list(self._site.proxies.items())
        choices = [(name, proxy, way) for name, proxy in proxies for way in WAYS]
        name, proxy, way = choices[int(step.lot * len(choices))]
        began = time.time()
        proxy.cut(way)
        time.sleep(step.duration)
        proxy.heal()
        return Fault("network", began, time.time(), f"{name}: {way}")

    def _disk(self, step):
        ballast = self._site.disk / "ballast"
        began = time.time()
        fill(ballast)
        time.sleep(step.duration)
        ballast.unlink()
        if self._site.cluster and not self._site.cluster.is_running:
            # It gives up where it cannot write its log, and whoever makes room starts it again.
            self._site.cluster.start()
        return Fault("disk", began, time.time(), "full")

    def _clock(self, step):
        """Set, and set back; every other time while the mail server is away, so that there is something to wait for."""
        choices = [(jump, is_cut) for jump in JUMPS for is_cut in (False, True)]
        jump, is_cut = choices[int(step.lot * len(choices))]
        began = time.time()
        self._site.clock.jump(jump)
        if is_cut:
            self._site.proxies["mail"].cut("refuse")
        time.sleep(step.duration)
        self._site.clock.jump(timedelta())
        self._site.proxies["mail"].heal()
        detail = f"{jump.total_seconds():+.0f} s and back{', no mail server' if is_cut else ''}"
        return Fault("clock", began, time.time(), detail)
