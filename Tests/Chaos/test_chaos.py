"""The short form: a real server, killed again and again under load. `make chaos` is the long one."""

import pytest
import urllib3

from chaos.campaign import run
from chaos.plan import LAST
from chaos.report import commit, figures
from chaos.site import Unavailable
from chaos.timeline import timeline
from conftest import need_or_skip
from support.postgresql import PostgreSQL

urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

SEED = 20
"""Of the faults; what the threads do between them is different every time."""


@pytest.mark.parametrize(("engine", "kinds", "rounds", "nodes", "last"), [
    ("sqlite", ["kill", "network"], 10, 1, LAST),
    ("postgresql", ["kill", "database"], 10, 1, LAST),
    ("postgresql", ["kill", "clock"], 3, 2, 3.0),
])
def test_nothing_is_lost_and_nothing_used_twice(binary, folder, engine, kinds, rounds, nodes, last):
    try:
        result = run(binary, folder, engine, rounds, seed=SEED, kinds=kinds, limit=60, nodes=nodes, last=last)
    except Unavailable as reason:
        # That PostgreSQL is there is for the machine to see to, that the binary knows it is not.
        (pytest.skip if PostgreSQL.is_installed() else need_or_skip)(str(reason))
    told = []
    for violation in result.violations[:5]:
        told.append(f"{violation.invariant}: {violation.username}: {violation.text}")
        if violation.username in result.evidence.subjects:
            told += timeline(result.evidence, violation.username)
    assert not told, "\n".join(told)
    assert result.is_complete, "there was no time for all faults"
    # A load that did nothing would lose nothing.
    found = figures(result, commit())
    assert nodes == 1 or found["answers_while_one_was_away"] > 20, found
    assert found["accepted_asks"] > 50 and found["passwords_reset"] > 10 and found["mails"] > 20, found
