"""What a run says of itself."""

import json

from chaos.campaign import Result
from chaos.evidence import Fault, Violation
from chaos.report import answers_while_one_was_away, figures, markdown, recovery_times, write
from history import Story


def result():
    story = Story()
    story.evidence.faults.append(Fault("kill", 1000.2, 1000.3, "", frozenset({"one@x"})))
    story.recover("kim")
    story.recover("nobody", "unknown-user")
    return Result("sqlite", 7, 1, story.evidence, planned=1, people=2)


def test_recovery_is_the_time_from_the_kill_to_the_first_answer_after_it():
    time, = recovery_times(result().evidence)
    assert abs(time - 0.9) < 0.01


def test_what_others_answered_while_one_was_away():
    spoilt = result()
    spoilt.evidence.nodes = 2
    kill, = spoilt.evidence.faults
    asked, other = spoilt.evidence.answers
    kill.node, kill.mended = 0, other.answered + 1
    asked.node, other.node = 0, 1
    assert answers_while_one_was_away(spoilt.evidence) == 1


def test_an_answer_that_was_lost_is_none():
    spoilt = result()
    spoilt.evidence.answers[0].status = None
    time, = recovery_times(spoilt.evidence)
    assert time > 1


def test_figures_are_counted():
    found = figures(result(), "1234567")
    assert found["answers"] == {"recover": {"202": 2}}
    assert (found["accepted_asks"], found["mails"], found["mails_that_came_again"]) == (2, 1, 0)
    assert found["faults"] == {"kill": {"": 1}}
    assert found["is_complete"] and not any(found["violations"].values())
    assert "**0**" in markdown(found, "run")


def test_violations_and_a_run_that_ended_early_are_said(tmp_path):
    spoilt = result()
    spoilt.planned = 2
    spoilt.left_out = {"clock": "faketime is missing"}
    spoilt.violations.append(Violation("codes", "kim", "a code was accepted 2 times"))
    file = write(tmp_path / "report.md", [figures(spoilt, "1234567")], "Tests/Chaos/run --rounds 1")
    text = file.read_text()
    for part in ("codes 1", "**1**", "ran out of time", "clock, left out: faketime is missing", "--rounds 1"):
        assert part in text, text
    assert json.loads(file.with_suffix(".json").read_text())[0]["violations"]["codes"] == 1
