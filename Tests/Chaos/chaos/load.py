"""Many people at once, for as long as the faults go on."""

import random
import threading
import time

from .client import Client
from .journey import Journey

PAUSE = 0.05
"""Seconds that a worker rests between two people, at most: the machine has other things to do."""


class Load:
    def __init__(self, nodes, sink, history, subjects, seed, workers):
        self._nodes, self._sink, self._history = nodes, sink, history
        self._waiting = iter(subjects)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.begun = []
        self.problems = []
        self._threads = [
            threading.Thread(target=self._run, args=(random.Random(f"{seed}-{number}"),), name=f"worker {number}")
            for number in range(workers)
        ]

    def start(self):
        for thread in self._threads:
            thread.start()
        return self

    def stop(self):
        """Lets nobody begin, and waits for those who are amid a step."""
        self._over.set()
        for thread in self._threads:
            thread.join(120)
        assert not any(thread.is_alive() for thread in self._threads), "a request is never answered"
        if self.problems:
            raise self.problems[0]

    def _run(self, lots):
        client, second = (Client(self._nodes, self._history, lots) for _ in range(2))
        while not self._over.is_set():
            with self._lock:
                subject = next(self._waiting, None)
                if subject is None:
                    return
                self.begun.append(subject)
            journey = Journey(
                subject, client, second, self._sink, self._nodes[0].new_password, lots, self._over.is_set
            )
            try:
                journey.run()
            except Exception as problem:  # a fault of the harness: it must not pass for a quiet load
                self.problems.append(problem)
                return
            time.sleep(lots.uniform(0, PAUSE))
