"""What is measured: each function builds its installation, measures, and takes it down."""

import json
import os
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from installation import AUTHORIZATION, RECOVER, SCRATCH, SET_PASSWORD, Installation, wait_until
from mail_server import MailServer

HERE = Path(__file__).resolve().parent
CONNECTIONS = 64
SECONDS = 3
ROUNDS = 5
USERS = 1_000
PASSWORDS = 400
MAILS = 100_000
FLOOR_MAILS = 20_000
HEADERS = {"Authorization": AUTHORIZATION, "Content-Type": "application/json"}


@dataclass
class Load:
    """What was accepted, and how much was not."""

    rate: float
    refused: int
    median_ms: float
    p99_ms: float


def wrk(url: str, *arguments: str, seconds: int = SECONDS, connections: int = CONNECTIONS) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "load.lua"), url]
    if arguments:
        command += ["--", *arguments]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in output.splitlines() if line.startswith("RESULT "))
    requests, microseconds, errors, median, p99 = map(int, line.split()[1:])
    if errors > requests / 20:
        raise SystemExit(f"{errors} of {requests} requests failed: {' '.join(command)}")
    return Load((requests - errors) / microseconds * 1e6, errors, median / 1e3, p99 / 1e3)


def in_threads(count: int, work):
    """Runs work(index) in so many threads; the first failure is everybody's."""
    failures = []

    def guarded(index: int):
        try:
            work(index)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def post(connection, path: str, body: dict, expected: int) -> str:
    connection.request("POST", path, json.dumps(body), HEADERS)
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != expected:
        raise SystemExit(f"{path}: {response.status} {text}")
    return text


def user(number: int) -> dict:
    return {"user": {"username": f"bench{number}", "realm": "PRIMARY"}, "properties": []}


@dataclass
class Pair:
    """A load, and what the same server answered to GET /health just before."""

    health: float
    load: Load

    @property
    def ratio(self) -> float:
        return self.load.rate / self.health


def front_door(tls: bool) -> dict:
    """Accepted recover-password against GET /health, for names that exist and names that do not.

    In short pairs, of which the median counts: a machine that is shared is not as fast in one minute as in the next.
    """
    mail = MailServer()
    server = Installation(f"front-door-{'https' if tls else 'http'}", tls, mail.port)
    server.start()
    server.stop()
    server.add_users(USERS)
    server.start()
    pairs = {"nobody": [], "bench": []}
    try:
        for _ in range(ROUNDS):
            for who, found in pairs.items():
                # What the last round left to resolve would run beside this one.
                server.stop()
                server.discard_waiting()
                server.start()
                recover = (server.url + RECOVER + "true", AUTHORIZATION, who, str(USERS))
                wrk(server.url + "/health", seconds=1)
                wrk(*recover, seconds=1)
                wait_until(lambda: server.unfinished() == 0, 120)
                health = wrk(server.url + "/health", seconds=SECONDS)
                found.append(Pair(health.rate, wrk(*recover, seconds=SECONDS)))
        behind = wait_until(lambda: server.unfinished() == 0, 300)
        middle = {who: sorted(found, key=lambda pair: pair.ratio)[ROUNDS // 2] for who, found in pairs.items()}
        return {
            "unknown": middle["nobody"], "known": middle["bench"], "behind": behind,
            "resident": server.resident_megabytes(),
        }
    finally:
        server.stop()
        mail.stop()


def argon2_rate(seconds: int = 4) -> float:
    program = SCRATCH / "argon2-rate"
    if not program.exists():
        source = HERE / "argon2-rate.c"
        subprocess.run(["clang", "-O2", "-o", program, source, "-largon2", "-lpthread"], check=True)
    return float(subprocess.check_output([program, str(os.cpu_count()), str(seconds)]))


def set_passwords() -> dict:
    """Codes exchanged for passwords against bare Argon2id on the same cores."""
    server = Installation("set-password")
    server.start()
    server.stop()
    server.add_users(PASSWORDS)
    server.start()
    workers = 4 * (os.cpu_count() or 1)
    try:
        connections = [server.connect() for _ in range(workers)]
        codes = {}
        floor = argon2_rate()

        def ask(index: int):
            for number in range(index + 1, PASSWORDS + 1, workers):
                codes[number] = post(connections[index], RECOVER + "false", user(number), 202)

        def set_all(index: int):
            for number in range(index + 1, PASSWORDS + 1, workers):
                body = {"key": codes[number], "password": f"Benchmark-{number}-new!", "properties": []}
                post(connections[index], SET_PASSWORD, body, 200)

        in_threads(workers, ask)
        began = time.monotonic()
        in_threads(workers, set_all)
        rate = PASSWORDS / (time.monotonic() - began)
        return {"rate": rate, "floor": (floor + argon2_rate()) / 2}
    finally:
        server.stop()


def relay() -> dict:
    """Mails handed over a second, from a queue that was full before the mail server said a word."""
    mail = MailServer()
    floor = mail.fastest_rate(FLOOR_MAILS)
    server = Installation("relay", mail_port=mail.port)
    server.start()
    server.stop()
    server.add_users(USERS)
    server.start()
    try:
        mail.freeze()
        while server.count("SELECT count(*) FROM recovery_request") < MAILS:
            wrk(server.url + RECOVER + "true", AUTHORIZATION, "bench", str(USERS), seconds=1)
        wait_until(lambda: server.count("SELECT count(*) FROM recovery_request WHERE outcome IS NULL") == 0, 600)
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased')"
        mails = server.count(waiting)
        mail.thaw()
        seconds = wait_until(lambda: server.count(waiting) == 0, 300)
        dead = server.count("SELECT count(*) FROM outbox WHERE state = 'dead'")
        if dead:
            raise SystemExit(f"{dead} of {mails} mails were not sent")
        return {"mails": mails, "rate": mails / seconds, "floor": (floor + mail.fastest_rate(FLOOR_MAILS)) / 2}
    finally:
        mail.thaw()
        server.stop()
        mail.stop()


def start(tls: bool) -> dict:
    """Start to first answer, the median of seven; resident memory three seconds after the last."""
    server = Installation(f"start-{'https' if tls else 'http'}", tls)
    server.start()
    times = []
    for _ in range(7):
        server.stop()
        times.append(server.start())
    time.sleep(3)
    resident = server.resident_megabytes()
    server.stop()
    return {"milliseconds": statistics.median(times) * 1e3, "resident": resident}
