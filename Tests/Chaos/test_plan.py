"""Which faults come, and that a seed brings the same again."""

from collections import Counter

from chaos.plan import KINDS, plan


def test_a_seed_brings_the_same_faults_again():
    assert plan(50, 7, KINDS) == plan(50, 7, KINDS)
    assert plan(50, 7, KINDS) != plan(50, 8, KINDS)


def test_the_long_run_has_as_many_as_are_asked_for():
    assert Counter(step.kind for step in plan(200, 1, KINDS)) == {
        "kill": 200, "database": 20, "network": 20, "disk": 20, "clock": 20}


def test_the_short_run_has_one_of_each():
    assert Counter(step.kind for step in plan(3, 1, KINDS)) == {
        "kill": 3, "database": 1, "network": 1, "disk": 1, "clock": 1}


def test_the_last_fault_is_not_mended_by_a_start():
    """And it lasts longer than the server goes on trying."""
    for seed in range(9):
        last = plan(20, seed, KINDS)[-1]
        assert (last.kind, last.duration) == ("disk", 10)
    assert plan(20, 1, ["kill", "network"])[-1].kind == "network"
    assert plan(20, 1, ["kill", "network"], last=3)[-1].duration == 3


def test_only_the_kinds_that_are_asked_for():
    assert {step.kind for step in plan(10, 1, ["kill"])} == {"kill"}
    assert [step.kind for step in plan(10, 1, ["clock"])] == ["clock"]
