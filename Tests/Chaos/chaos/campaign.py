"""One run from beginning to end: load, faults, rest, evidence."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from .client import Client, History
from .evidence import SET_PASSWORD, Evidence
from .faults import Faults
from .invariants import check
from .load import Load
from .people import add_people
from .plan import LAST, plan
from .site import Site

WORKERS = 6
PEOPLE_PER_STEP = 60
"""More than the load gets through between two faults on a fast machine."""


@dataclass
class Result:
    engine: str
    seed: int
    rounds: int
    evidence: Evidence = field(default_factory=Evidence)
    violations: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)
    """Kind of fault -> why it was not caused."""
    planned: int = 0
    people: int = 0
    seconds: float = 0.0
    seconds_to_rest: float = 0.0

    @property
    def is_complete(self):
        """Whether every planned fault was caused: one that ran out of time proves less than it says."""
        return len(self.evidence.faults) == self.planned


def run(binary, directory, engine, rounds, seed, kinds, limit, nodes=1, last=LAST, say=print):
    """`limit`: seconds after which no further fault is caused."""
    began = time.monotonic()
    result = Result(engine, seed, rounds, Evidence(nodes=nodes))
    site = Site(binary, directory, engine, kinds, megabytes=256 + rounds * 4, nodes=nodes)
    with site.running():
        faults = Faults(site)
        result.left_out = {kind: why for kind in kinds if (why := faults.unavailable(kind))}
        steps = plan(rounds, seed, [kind for kind in kinds if kind not in result.left_out], last)
        result.planned = len(steps)
        history = History()
        subjects = add_people(site.node, site.store, PEOPLE_PER_STEP * (len(steps) + 2), random.Random(seed))
        load = Load(site.nodes, site.sink, history, subjects, seed, WORKERS).start()
        try:
            _cause(steps, faults, result.evidence, began + limit, say)
        finally:
            load.stop()
        result.people = len(load.begun)
        _gather(site, history, load.begun, result, say)
    result.seconds = time.monotonic() - began
    result.violations = check(result.evidence)
    return result


def _cause(steps, faults, evidence, deadline, say):
    for number, step in enumerate(steps, 1):
        if time.monotonic() > deadline:
            say(f"out of time after {number - 1} of {len(steps)} faults")
            return
        time.sleep(step.pause)
        evidence.faults.append(faults.cause(step))
        if number % 20 == 0 or number == len(steps):
            say(f"{number} of {len(steps)} faults")
    # Some load on the mended server.
    time.sleep(0.5)


def _gather(site, history, begun, result, say):
    evidence = result.evidence
    evidence.subjects = {subject.username: subject for subject in begun}
    say("waiting for rest")
    began = time.monotonic()
    evidence.is_quiet = site.wait_until_quiet(evidence)
    result.seconds_to_rest = time.monotonic() - began
    say("trying every password")
    _sign_in_everybody(site.nodes, history, begun)
    # What the sign-ins asked for has to be resolved too. What did not come to rest before will not now.
    evidence.is_quiet = site.wait_until_quiet(evidence, patience=60 if evidence.is_quiet else 5) and evidence.is_quiet
    evidence.answers, evidence.refusals = list(history.answers), list(history.refusals)
    evidence.deliveries = list(site.sink.deliveries)
    site.read(evidence)
    site.node.secrets |= {copy.code for copy in evidence.deliveries if copy.code}
    for node in site.nodes:
        node.stop()
        evidence.told += node.told()


def _sign_in_everybody(nodes, history, subjects):
    """With every password that each ever had or may have."""
    submitted = {}
    for answer in history.answers:
        if answer.operation == SET_PASSWORD:
            submitted.setdefault(answer.username, set()).add(answer.password)
    clients = threading.local()

    def sign_in(subject):
        if not hasattr(clients, "own"):
            clients.own = Client(nodes, history)
        for password in {subject.password} | submitted.get(subject.username, set()):
            for _ in range(5):
                answer = clients.own.sign_in(subject, password)
                if answer and not answer.is_uncertain:
                    break
                time.sleep(0.5)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(sign_in, [subject for subject in subjects if subject.user_id]))
