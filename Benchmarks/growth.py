"""Whether answers stay as quick when users, tenants and waiting mails grow: each size beside a small installation.

The two are measured in turn, one stopped while the other works, so that what differs is the size and not the minute.
"""

import csv
import statistics
import subprocess
import time
from dataclasses import dataclass

from cluster import Cluster
from installation import AUTHORIZATION, RECOVER, SCRATCH, SET_PASSWORD, Installation, free_port
from measurements import post, user, wrk
from report import Table, keep

ROUNDS = 3
SECONDS = 2
# Few enough that the wait is the server's own and not a queue's.
CONNECTIONS = 4
NAMES = 1_000
CODES = 48
SMALL, LARGE, LARGEST = 1_000, 100_000, 1_000_000
TENANTS = 1_000
MAILS = 1_000_000
# No password has it: recoveries ask for none.
HASH = "$argon2id$v=19$m=19456,t=2,p=1$" + "c2FsdCBvZiBubyB1c2Ugd2hhdGV2ZXI" + "$" + "A" * 43

MORE_TENANTS = f"""
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {TENANTS - 1})
INSERT INTO tenant (id, domain, is_active, created_at)
SELECT i, 'tenant' || i || '.example', 1, 1700000000000000 FROM n
"""
# All but those whose names are asked for.
MOVE_USERS = f"""
UPDATE user_account SET tenant_id = 1 + CAST(substr(username, 6) AS BIGINT) % {TENANTS - 1}
WHERE username LIKE 'bench%' AND CAST(substr(username, 6) AS BIGINT) % {LARGEST // NAMES} <> 1
"""


@dataclass
class Sample:
    recover_ms: float
    recover_p99_ms: float
    set_ms: float
    set_p99_ms: float


class Site:
    """An installation that can grow."""

    def __init__(self, name: str, cluster: Cluster | None):
        self.database = cluster.make_database() if cluster else None
        self.cluster = cluster
        # Nobody takes mail, so what is queued waits.
        self.server = Installation(name, mail_port=free_port(), database=self.database)
        self.server.start()
        self.server.stop()
        self.users = 0

    def execute(self, statement: str):
        if self.cluster:
            self.cluster.execute(self.database, statement)
        else:
            self.server.execute(statement)

    def add_users(self, count: int) -> float:
        """Seconds that the import took."""
        file = SCRATCH / "users.csv"
        with file.open("w") as lines:
            writer = csv.writer(lines)
            writer.writerow(["username", "email", "given_name", "password_hash"])
            for number in range(self.users + 1, count + 1):
                writer.writerow([f"bench{number}", f"bench{number}@example.com", "Bench", HASH])
        began = time.monotonic()
        subprocess.run(
            self.server.arguments("user", "import", "--from", str(file)), check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        seconds = time.monotonic() - began
        file.unlink()
        self.users = count
        if self.cluster:
            self.execute("ANALYZE")
        return seconds

    def add_tenants(self):
        self.execute(MORE_TENANTS)
        self.execute(MOVE_USERS)
        if self.cluster:
            self.execute("VACUUM ANALYZE user_account")

    def add_mails(self):
        """Copies of a mail that waits for its next attempt."""
        columns = self.columns("outbox")
        own = {
            "id": "CAST(1000000000000 + i AS TEXT)", "message_id": "CAST(1000000000000 + i AS TEXT)",
            "run_at": "4000000000000000", "expires_at": "4100000000000000", "state": "'queued'",
        }
        self.execute(f"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MAILS})
            INSERT INTO outbox ({', '.join(columns)})
            SELECT {', '.join(own.get(column, column) for column in columns)}
            FROM n, (SELECT {', '.join(f'{c} AS {c}' for c in columns if c not in own)} FROM outbox LIMIT 1) AS model
        """)
        if self.cluster:
            self.execute("VACUUM ANALYZE outbox")

    def columns(self, table: str) -> list[str]:
        if self.cluster:
            return self.cluster.columns(self.database, table)
        return [row[1] for row in self.server.query(f"PRAGMA table_info({table})")]

    def sample(self, offset: int) -> Sample:
        self.execute("DELETE FROM recovery_request WHERE outcome IS NULL")
        if self.cluster:
            # What was loaded reaches the disk now, and not beside what is measured.
            self.execute("CHECKPOINT")
        self.server.start()
        try:
            recover = (
                self.server.url + RECOVER + "true", AUTHORIZATION, "bench", str(NAMES), str(self.users // NAMES),
            )
            wrk(*recover, seconds=1, connections=CONNECTIONS)
            load = wrk(*recover, seconds=SECONDS, connections=CONNECTIONS)
            self.server.stop()
            # What is left to resolve would run beside the hashes.
            self.execute("DELETE FROM recovery_request WHERE outcome IS NULL")
            self.server.start()
            times = self.set_passwords(offset)
        finally:
            self.server.stop()
        return Sample(load.median_ms, load.p99_ms, statistics.median(times), times[int(len(times) * 0.99)])

    def set_passwords(self, offset: int) -> list[float]:
        """Milliseconds, sorted, one after the other: a hash takes a core for itself."""
        connection = self.server.connect()
        step = self.users // NAMES
        times = []
        for number in range(offset, offset + CODES):
            code = post(connection, RECOVER + "false", user(1 + number % NAMES * step), 202)
            began = time.monotonic()
            body = {"key": code, "password": f"Benchmark-{number}-new!", "properties": []}
            post(connection, SET_PASSWORD, body, 200)
            times.append((time.monotonic() - began) * 1e3)
        return sorted(times)


def measure_sqlite():
    measure("sqlite", "SQLite", None)


def measure_postgresql():
    cluster = Cluster()
    try:
        measure("postgresql", "PostgreSQL", cluster)
    finally:
        cluster.close()


def measure(part: str, engine: str, cluster: Cluster | None):
    table = Table()
    grow(table, engine, cluster)
    keep(
        f"growth-{part}", f"Growth, {engine}", f"""
The median and the 99th percentile of answers beside those of an installation with {SMALL:,} users, one tenant and an empty
outbox: recover-password over {CONNECTIONS} connections for names spread over all users, set-password one after the other.
Each is the median of {ROUNDS} rounds in turn. Users come by `rekey user import`; tenants and waiting mails are made by SQL.
""",
        table, "",
    )


def grow(table: Table, engine: str, cluster: Cluster | None):
    small, large = Site(f"small-{engine}", cluster), Site(f"large-{engine}", cluster)
    small.add_users(SMALL)

    def add_users(count: int):
        before = large.users
        seconds = large.add_users(count)
        table.add(f"{engine}: import of {count - before:,} users", f"{seconds:.0f} s",
                  f"{(count - before) / seconds:,.0f} /s", target="minutes", met=seconds < 600)

    for what, step in (
        (f"{LARGE:,} users", lambda: add_users(LARGE)),
        (f"{LARGEST:,} users", lambda: add_users(LARGEST)),
        (f"… of {TENANTS:,} tenants", large.add_tenants),
        (f"… and {MAILS:,} mails waiting", large.add_mails),
    ):
        step()
        compare(table, f"{engine}, {what}", small, large)


def compare(table: Table, what: str, small: Site, large: Site):
    samples = [(small.sample(round * CODES), large.sample(round * CODES)) for round in range(ROUNDS)]
    for label, field in (
        ("recover-password p50", "recover_ms"), ("recover-password p99", "recover_p99_ms"),
        ("set-password p50", "set_ms"), ("set-password p99", "set_p99_ms"),
    ):
        beside, value = (statistics.median(getattr(pair[side], field) for pair in samples) for side in (0, 1))
        ratio = value / beside
        table.add(f"{what}: {label}", f"{value:.2f} ms", f"{beside:.2f} ms", f"{ratio:.2f}", "≤ 1.2", ratio <= 1.2)
