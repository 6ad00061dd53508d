"""All that a run stands on: node, database, mail server, the network between, a disk and a clock of its own."""

import shutil
import time
from contextlib import contextmanager

from support.clock import LIBRARY, Clock
from support.deployment import deployment
from support.disk import mount_small, unmount
from support.postgresql import PostgreSQL

from .node import Node, knows
from .proxy import Proxy
from .sink import Sink
from .store import PostgreSQLStore, SQLiteStore

CHANGES = {
    # A cheap hash: what is tried here is not the hash, and the load shall be dense.
    "rekey.passwords": {"hash_memory_kib": 64, "hash_iterations": 1},
    # No code dies of age within a run, whatever the clock does.
    "identity_mgt.password_reset_email": {"reset_mail_validity": "7d", "notify_on_reset": True},
}
DATABASE = "rekey"
SMALL = {"min_wal_size": "32MB", "max_wal_size": "64MB"}
"""The disk of a run may be a small one."""
QUIET = 180.0
"""Seconds for everything that waits to be done with, after the last fault: the longest pause between two tries of an
unreachable mail server is 120."""
OVERDUE = 5.0
"""Seconds beyond the end of a lease after which nobody is going to see to it."""


class Unavailable(Exception):
    """Why an engine cannot be tried here."""


class Site:
    def __init__(self, binary, directory, engine, kinds, megabytes, nodes=1):
        self._binary, self.directory, self.engine = binary, directory, engine
        self._kinds, self._megabytes, self._count = kinds, megabytes, nodes
        self.cluster = self.disk = self.clock = self.store = None
        self.nodes = []
        self.proxies = {}
        self.sink = Sink()

    @contextmanager
    def running(self):
        try:
            self._start()
            yield self
        finally:
            self._end()

    def _start(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        self.sink.start()
        self.proxies["mail"] = Proxy(self.sink.port).start()
        changes = CHANGES | {"output_adapter.email": {"port": self.proxies["mail"].port}}
        if "disk" in self._kinds and mount_small(self.directory / "disk", self._megabytes):
            self.disk = self.directory / "disk"
            self.disk.chmod(0o755)
        if self.engine == "postgresql":
            changes["database.identity_db"] = self._start_cluster()
        if "clock" in self._kinds and LIBRARY:
            self.clock = Clock(self.directory / "clock")
        for number in range(self._count):
            self._start_node(number, changes)
        if self.cluster:
            self.store = PostgreSQLStore(self.cluster, DATABASE)
        else:
            self.store = SQLiteStore(self.node.data / "rekey.db")

    @property
    def node(self):
        """The first, which has made the database."""
        return self.nodes[0]

    def _start_node(self, number, changes):
        directory = self.directory / f"node-{number + 1}" if number else self.directory
        directory.mkdir(exist_ok=True)
        node = Node(self._binary, directory, self.sink, changes, beside=self.nodes[0] if number else None)
        if self.disk and self.engine == "sqlite":
            node.data = self.disk / "data"
        if self.clock:
            # All see one clock, as they should.
            node.environment |= self.clock.environment
        self.nodes.append(node)
        node.start()

    def _start_cluster(self):
        if not PostgreSQL.is_installed():
            raise Unavailable("PostgreSQL is not installed")
        cluster = PostgreSQL((self.disk or self.directory) / "postgresql", is_durable=True, settings=SMALL)
        settings = cluster.settings(DATABASE)
        probe = deployment("Probe-administrator-1!", self.sink.port, {"database.identity_db": settings})
        if not knows(self._binary, self.directory, probe):
            raise Unavailable("the binary keeps to SQLite whatever [database.identity_db] says")
        self.cluster = cluster
        cluster.make().make_database(DATABASE)
        self.proxies["database"] = Proxy(cluster.port).start()
        return settings | {"port": self.proxies["database"].port}

    def _end(self):
        steps = [
            *(node.is_running and node.kill for node in self.nodes),
            self.cluster and self.cluster.close,
            *(proxy.stop for proxy in self.proxies.values()),
            self.sink.stop,
            self.disk and self._keep_database,
            self.disk and (lambda: unmount(self.disk)),
        ]
        problems = []
        for step in filter(None, steps):
            try:
                step()
            except Exception as problem:  # the others have to end all the same
                problems.append(problem)
        if problems:
            raise problems[0]

    def _keep_database(self):
        """What lies on the small disk goes with it, and may be wanted."""
        if self.engine == "sqlite" and (self.disk / "data").exists():
            shutil.copytree(self.disk / "data", self.directory / "data", dirs_exist_ok=True)

    def wait_until_quiet(self, evidence, patience=QUIET):
        """Waits until nothing waits to be resolved or sent, and notes whose lease ran out meanwhile."""
        deadline = time.monotonic() + patience
        while True:
            open_requests, = self.store.rows("SELECT count(*) AS n FROM recovery_request WHERE outcome IS NULL")
            waiting = self.store.rows(
                "SELECT message_id, state, lease_ends_at FROM outbox WHERE state IN ('queued', 'leased')"
            )
            evidence.overdue += [
                row["message_id"] for row in waiting
                if row["state"] == "leased" and row["lease_ends_at"] / 1e6 < time.time() - OVERDUE
            ]
            if not open_requests["n"] and not waiting:
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)

    def read(self, evidence):
        """What the database says."""
        hexadecimal = self.store.hexadecimal
        evidence.requests = self.store.rows(
            "SELECT id, kind, correlation_id, outcome, accepted_at, resolved_at, flow_id FROM recovery_request"
        )
        evidence.flows = self.store.rows("SELECT id, user_id, state, channel, created_at, ended_at FROM recovery_flow")
        evidence.codes = self.store.rows(
            f"SELECT {hexadecimal('locator')} AS locator, flow_id, is_newest, issued_at FROM confirmation_code"
        )
        evidence.outbox = self.store.rows(
            "SELECT id, request_id, message_id, template, state, attempts, run_at, lease_ends_at, last_reply,"
            " finished_at FROM outbox"
        )
        evidence.audit = self.store.rows(
            "SELECT at, action, outcome, user_id, request_id, details FROM audit_event"
        )
