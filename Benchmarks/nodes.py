"""On PostgreSQL: one node against pgbench running the same statements, and two nodes against one."""

import re
import subprocess
import threading
from pathlib import Path

from cluster import Cluster
from installation import AUTHORIZATION, RECOVER, SCRATCH, Installation, wait_until
from mail_server import MailServer
from measurements import CONNECTIONS, ROUNDS, SECONDS, USERS, Load, wrk
from report import Table, keep

CLIENTS = 32

# What accepting one request writes where limits are on: three counters, one row. Ids begin with the time, as ours do.
LIMITED = r"""
\set user random(1, 1000)
BEGIN;
INSERT INTO limit_usage (bucket, kind, used, window_ends_at)
VALUES (decode(md5('account' || :user), 'hex'), 'recovery-for-account', 1, 4000000000000000),
    (decode(md5('network'), 'hex'), 'recovery-from-network', 1, 4000000000000000)
ON CONFLICT (bucket) DO UPDATE SET
    used = CASE WHEN limit_usage.window_ends_at <= 1700000000000000 THEN excluded.used
        ELSE limit_usage.used + excluded.used END,
    window_ends_at = CASE WHEN limit_usage.window_ends_at <= 1700000000000000 THEN excluded.window_ends_at
        ELSE limit_usage.window_ends_at END
RETURNING bucket, used, window_ends_at;
INSERT INTO limit_usage (bucket, kind, used, window_ends_at)
VALUES (decode(md5('tenant'), 'hex'), 'recovery-at-tenant', 1, 4000000000000000)
ON CONFLICT (bucket) DO UPDATE SET
    used = CASE WHEN limit_usage.window_ends_at <= 1700000000000000 THEN excluded.used
        ELSE limit_usage.used + excluded.used END,
    window_ends_at = CASE WHEN limit_usage.window_ends_at <= 1700000000000000 THEN excluded.window_ends_at
        ELSE limit_usage.window_ends_at END
RETURNING bucket, used, window_ends_at;
INSERT_REQUEST
COMMIT;
"""
# And where they are off.
UNLIMITED = "BEGIN;\nINSERT_REQUEST\nCOMMIT;\n"
INSERT_REQUEST = """\
INSERT INTO recovery_request (id, tenant_id, kind, accepted_at, initiator, network, user_agent, correlation_id, sealed_ask)
VALUES (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '-' || gen_random_uuid(),
    -1234, 'start', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, 'PRIMARY/admin@carbon.super', '127.0.0.1', '',
    gen_random_uuid()::text, decode(repeat('5a', 90), 'hex'));"""

# Limits that count everything and refuse nothing.
COUNTING = """\
[rekey.limits]
requests_per_account = "100000000 per 1h"
requests_per_network = "100000000 per 10m"
requests_per_tenant = "100000000 per 10m"
"""


def measure():
    table = Table()
    cluster, mail = Cluster(), MailServer()
    try:
        for limited in (False, True):
            beside_pgbench(table, cluster, mail, limited)
        two_nodes(table, cluster, mail)
    finally:
        mail.stop()
        cluster.close()
    keep(
        "postgresql", "PostgreSQL", f"""
One cluster with `fsync` and `synchronous_commit` on. `pgbench` runs what accepting one request writes, in a transaction of
its own, with {CLIENTS} clients; Rekey accepts what comes at the same time together, over {CONNECTIONS} connections. The
cores are shared by server, load, PostgreSQL and mail server, so two nodes cannot be faster than one here: they must not be
slower. A ratio is the median of {ROUNDS} short pairs of runs.
""",
        table,
        f"pgbench -n -M prepared -c {CLIENTS} -j 2 -T {SECONDS} -f accept.sql    # Benchmarks/nodes.py\n",
    )


def beside_pgbench(table: Table, cluster: Cluster, mail: MailServer, limited: bool):
    name = "limited" if limited else "unlimited"
    database = cluster.make_database()
    server = Installation(name, mail_port=mail.port, database=database, limits=COUNTING if limited else None)
    server.start()
    script = SCRATCH / f"{name}.sql"
    script.write_text((LIMITED if limited else UNLIMITED).replace("INSERT_REQUEST", INSERT_REQUEST))
    pairs: list[tuple[float, Load]] = []
    recover = (server.url + RECOVER + "true", AUTHORIZATION, "nobody", str(USERS))
    wrk(*recover, seconds=1)
    for _ in range(ROUNDS):
        server.stop()
        cluster.execute(database, "TRUNCATE recovery_request")
        floor = pgbench(cluster, database, script)
        cluster.execute(database, "TRUNCATE recovery_request")
        server.start()
        wrk(*recover, seconds=1)
        pairs.append((floor, wrk(*recover, seconds=SECONDS)))
    server.stop()
    floor, load = sorted(pairs, key=lambda pair: pair[1].rate / pair[0])[ROUNDS // 2]
    what = "limits counted" if limited else "limits off"
    table.add_floor(f"recover-password, {what}", load.rate, "pgbench", floor, 0.6)
    table.add(f"… latency, {what}", f"p50 {load.median_ms:.1f} ms, p99 {load.p99_ms:.1f} ms")
    table.add(f"… refused, {what}", str(load.refused), target="0", met=load.refused == 0)


def pgbench(cluster: Cluster, database: dict, script: Path) -> float:
    output = subprocess.run(
        cluster.command(
            "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-f", str(script)
        ),
        env=cluster.environment(database), capture_output=True, text=True, check=True,
    ).stdout
    return float(re.search(r"tps = ([\d.]+) \(without", output)[1])


def two_nodes(table: Table, cluster: Cluster, mail: MailServer):
    """The same load on one node and, halved, on each of two."""
    database = cluster.make_database()
    first = Installation("first", mail_port=mail.port, database=database)
    first.start()
    second = Installation("second", mail_port=mail.port, database=database, like=first)
    pairs = []
    for _ in range(ROUNDS):
        alone = together([first])
        second.start()
        both = together([first, second])
        second.stop()
        pairs.append((alone, both))
        wait_until(lambda: cluster.count(database, "recovery_request WHERE outcome IS NULL") == 0, 300)
    first.stop()
    ratio, alone, both = sorted((both / alone, alone, both) for alone, both in pairs)[ROUNDS // 2]
    table.add("recover-password, two nodes", f"{both:,.0f} /s", f"one node {alone:,.0f} /s", f"{ratio:.2f}", "≥ 1", ratio >= 1)


def together(servers: list[Installation]) -> float:
    """Accepted a second by all of them."""
    rates = []

    def ask(server: Installation):
        recover = (server.url + RECOVER + "true", AUTHORIZATION, "nobody", str(USERS))
        wrk(*recover, seconds=1, connections=CONNECTIONS // len(servers))
        rates.append(wrk(*recover, seconds=SECONDS, connections=CONNECTIONS // len(servers)).rate)

    threads = [threading.Thread(target=ask, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)
