"""A check that cannot fail is worth nothing: each invariant is broken here, in a history made up, and has to be found;
the clean histories beside it have to pass."""

import pytest

from chaos.evidence import Delivery, Fault
from chaos.invariants import INVARIANTS, check
from chaos.timeline import timeline
from history import ORIGINAL, Story, code


def mailed(story, name="kim"):
    """Asks, gets a mail, sets a password, signs in."""
    answer, request, flow = story.recover(name)
    text = story.last_code
    story.set_password(name, text, "New-1!", flow=flow)
    story.signs_in_with(name, "New-1!", ORIGINAL)
    return answer, request, flow, text


# Clean histories.


def whole():
    story = Story()
    mailed(story)
    handed, _, flow = story.hand_over("lee")
    story.set_password("lee", handed.code, "New-2!", flow=flow)
    story.set_password("lee", handed.code, "Again-2!", status=400)
    story.signs_in_with("lee", "New-2!", ORIGINAL, "Again-2!")
    story.recover("nora", "no-address")
    story.recover("nobody", "unknown-user")
    return story


def answers_lost_with_nothing_done():
    story = Story()
    story.answer("recover", "kim", None)
    _, _, flow = story.recover("kim")
    text = story.last_code
    story.set_password("kim", text, "Lost-1!", status=None)
    story.set_password("kim", text, "New-1!", flow=flow)
    story.signs_in_with("kim", "New-1!", ORIGINAL, "Lost-1!")
    return story


def answers_lost_with_all_done():
    story = Story()
    story.recover("kim", status=None)
    _, _, flow = story.recover("kim", status=503)
    text = story.last_code
    story.set_password("kim", text, "Lost-1!", status=None, flow=flow)
    story.set_password("kim", text, "New-1!", status=400)
    story.signs_in_with("kim", "Lost-1!", ORIGINAL, "New-1!")
    return story


def two_submit_one_code():
    story = Story()
    handed, _, flow = story.hand_over("lee")
    first = story.set_password("lee", handed.code, "New-1!", flow=flow)
    second = story.set_password("lee", handed.code, "New-2!", status=400)
    second.sent, second.answered = first.sent, first.answered
    story.signs_in_with("lee", "New-1!", ORIGINAL, "New-2!")
    return story


def a_code_that_was_sent_again():
    story = Story()
    _, _, flow = story.recover("kim")
    first = story.last_code
    story.resend("kim", flow)
    second = story.last_code
    story.set_password("kim", first, "Early-1!", status=400)
    story.set_password("kim", second, "New-1!", flow=flow)
    story.signs_in_with("kim", "New-1!", ORIGINAL, "Early-1!")
    return story


def a_mail_under_way_at_a_kill():
    story = Story()
    story.recover("kim")
    first = story.evidence.deliveries[-1]
    story.evidence.faults.append(Fault("kill", first.at + 0.1, first.at + 0.2, held=frozenset({first.message_id})))
    story.evidence.deliveries.append(
        Delivery(first.at + 1, first.message_id, first.recipient, first.code, first.digest))
    return story


def a_mail_under_way_when_the_network_broke():
    story = a_mail_under_way_at_a_kill()
    taken = story.evidence.deliveries[0].at
    story.evidence.faults = [Fault("network", taken - 1, taken + 0.1)]
    return story


def asked_while_the_other_was_away(story, node, status=None):
    """The first of two nodes is killed, and one of them is asked."""
    story.evidence.nodes = 2
    answer = story.answer("recover", "kim", status)
    answer.node = node
    story.evidence.faults.append(Fault("kill", answer.sent, answer.sent + 0.01, node=0, mended=answer.sent + 2))
    return answer


def an_answer_lost_with_its_node():
    story = whole()
    answer = asked_while_the_other_was_away(story, node=0)
    story.evidence.refusals.append((answer.sent + 1, 0))
    return story


def an_answer_lost_with_what_both_share():
    story = whole()
    answer = asked_while_the_other_was_away(story, node=1, status=503)
    story.evidence.faults.append(Fault("database", answer.sent - 3, answer.sent - 1))
    return story


@pytest.mark.parametrize("tell", [
    whole, answers_lost_with_nothing_done, answers_lost_with_all_done, two_submit_one_code, a_code_that_was_sent_again,
    a_mail_under_way_at_a_kill, a_mail_under_way_when_the_network_broke, an_answer_lost_with_its_node,
    an_answer_lost_with_what_both_share,
], ids=lambda tell: tell.__name__)
def test_a_clean_history_passes(tell):
    assert check(tell().evidence) == []


# Broken ones: what is spoilt, and which invariant has to find it.

BROKEN = []


def breaks(invariant):
    """Of a clean history the function makes one that violates `invariant`."""
    def register(spoil):
        BROKEN.append(pytest.param(spoil, invariant, id=f"{invariant}: {spoil.__name__}"))
        return spoil
    return register


@breaks("accepted")
def accepted_and_forgotten(story):
    story.answer("recover", "lee", 202)


@breaks("accepted")
def accepted_twice(story):
    answer, _, _ = story.recover("nobody", "unknown-user")
    story.request(answer, "start", "unknown-user")


@breaks("accepted")
def lost_and_done_twice(story):
    answer, _, _ = story.recover("nobody", "unknown-user", status=None)
    story.request(answer, "start", "unknown-user")


@breaks("accepted")
def refused_and_done(story):
    story.recover("nobody", "unknown-user", status=400)


@breaks("accepted")
def asked_by_nobody(story):
    answer, _, _ = story.recover("nobody", "unknown-user")
    story.evidence.answers.remove(answer)


@breaks("resolved")
def never_resolved(story):
    _, request, _ = story.recover("nobody", "unknown-user")
    request["outcome"] = None


@breaks("resolved")
def a_known_user_taken_for_unknown(story):
    story.recover("lee", "unknown-user")


@breaks("resolved")
def given_up(story):
    story.recover("nobody", "failed")


@breaks("mailed")
def a_mail_that_never_arrived(story):
    story.recover("lee")
    story.evidence.deliveries.pop()


@breaks("mailed")
def no_mail_in_the_outbox(story):
    story.recover("lee")
    story.evidence.deliveries.pop()
    story.evidence.outbox.pop()


@breaks("mailed")
def two_mails_for_one_request(story):
    _, request, _ = story.recover("lee")
    story.deliver(story.queue(request), "lee@x", story.last_code)


@breaks("mailed")
def a_mail_to_somebody_else(story):
    story.recover("lee")
    story.evidence.deliveries[-1].recipient = "kim@x"


@breaks("mailed")
def a_mail_from_nowhere(story):
    story.recover("lee")
    story.evidence.deliveries.append(Delivery(2000, "unknown@x", "lee@x", code(250), "d"))


@breaks("mailed")
def a_mail_to_a_user_without_address(story):
    _, request, _ = story.recover("nora", "no-address")
    story.queue(request)


@breaks("duplicates")
def twice_without_any_fault(story):
    first = story.evidence.deliveries[0]
    story.evidence.deliveries.append(
        Delivery(first.at + 1, first.message_id, first.recipient, first.code, first.digest))


@breaks("duplicates")
def twice_though_not_under_way_at_the_kill(story):
    twice_without_any_fault(story)
    first = story.evidence.deliveries[0]
    story.evidence.faults.append(Fault("kill", first.at + 0.1, first.at + 0.2, held=frozenset({"other@x"})))


@breaks("duplicates")
def twice_long_before_the_kill(story):
    twice_without_any_fault(story)
    first = story.evidence.deliveries[0]
    story.evidence.faults.append(Fault("kill", first.at + 60, first.at + 61, held=frozenset({first.message_id})))


@breaks("duplicates")
def a_third_copy_of_which_only_one_is_excused(story):
    first = story.evidence.deliveries[0]
    story.evidence.faults.append(Fault("kill", first.at + 0.1, first.at + 0.2, held=frozenset({first.message_id})))
    for after in (5, 10):
        story.evidence.deliveries.append(
            Delivery(first.at + after, first.message_id, first.recipient, first.code, first.digest))


@breaks("duplicates")
def copies_that_differ(story):
    first = story.evidence.deliveries[0]
    story.evidence.faults.append(Fault("kill", first.at + 0.1, first.at + 0.2, held=frozenset({first.message_id})))
    story.evidence.deliveries.append(
        Delivery(first.at + 1, first.message_id, first.recipient, first.code, "another"))


@breaks("notices")
def a_reset_that_nobody_was_told_of(story):
    notice = next(copy for copy in story.evidence.deliveries if not copy.code)
    story.evidence.deliveries.remove(notice)


@breaks("notices")
def a_notice_of_nothing(story):
    story.deliver(story.queue(None, "passwordResetSucess"), "kim@x")


@breaks("notices")
def a_notice_to_a_stranger(story):
    story.deliver(story.queue(None, "passwordResetSucess"), "stranger@x")


@breaks("leases")
def queued_for_ever(story):
    story.evidence.outbox[0]["state"] = "queued"


@breaks("leases")
def leased_for_ever(story):
    story.evidence.outbox[0]["state"] = "leased"


@breaks("leases")
def dead_without_a_reason(story):
    story.evidence.outbox[0]["state"] = "dead"


@breaks("leases")
def held_beyond_the_lease(story):
    story.evidence.overdue.append(story.evidence.outbox[0]["message_id"])


@breaks("leases")
def no_rest(story):
    story.evidence.is_quiet = False


@breaks("passwords")
def old_and_new_work(story):
    story.sign_in("kim", ORIGINAL, 201)
    last = [a for a in story.evidence.answers if a.username == "kim" and a.password == ORIGINAL][0]
    last.status = 201


@breaks("passwords")
def neither_works(story):
    for answer in story.evidence.answers:
        if answer.username == "kim" and answer.operation == "sign-in":
            answer.status = 401


@breaks("passwords")
def never_tried_in_the_end(story):
    story.evidence.answers = [
        a for a in story.evidence.answers if a.operation != "sign-in" or a.username != "kim"]


@breaks("sign-ins")
def the_new_password_is_forgotten(story):
    for answer in story.evidence.answers:
        if answer.username == "kim" and answer.operation == "sign-in":
            answer.status = 401 if answer.status == 201 else 201


@breaks("sign-ins")
def the_old_password_works_for_a_while(story):
    setting = next(a for a in story.evidence.answers if a.operation == "set-password")
    early = story.sign_in("kim", ORIGINAL, 201)
    early.sent, early.answered = setting.answered + 0.1, setting.answered + 0.2


@breaks("sign-ins")
def a_refused_password_works(story):
    for answer in story.evidence.answers:
        if answer.password == "Again-2!" and answer.operation == "sign-in":
            answer.status = 201


@breaks("sign-ins")
def untouched_and_locked_out(story):
    story.sign_in("nora", ORIGINAL, 401)


@breaks("codes")
def accepted_twice_in_a_row(story):
    setting = next(a for a in story.evidence.answers if a.operation == "set-password")
    story.set_password("kim", setting.code, "Twice-1!")


@breaks("codes")
def accepted_after_a_newer_one_had_come(story):
    _, _, flow = story.recover("lee")
    first = story.last_code
    story.resend("lee", flow)
    story.set_password("lee", first, "Early-1!", flow=flow)


@breaks("codes")
def accepted_after_another_flow_had_begun(story):
    _, _, flow = story.recover("lee")
    first = story.last_code
    story.recover("lee")
    story.set_password("lee", first, "Early-1!", flow=flow)


@breaks("codes")
def accepted_and_not_completed(story):
    handed, _, _ = story.hand_over("lee")
    story.set_password("lee", handed.code, "New-3!")


@breaks("codes")
def a_good_code_refused(story):
    handed, _, _ = story.hand_over("lee")
    story.set_password("lee", handed.code, "New-3!", status=400)


@breaks("codes")
def handed_over_and_forgotten(story):
    handed, _, _ = story.hand_over("lee")
    story.evidence.codes.pop()


@breaks("flows")
def completed_by_nobody(story):
    _, _, flow = story.recover("lee")
    flow["state"] = "completed"


@breaks("flows")
def two_open_at_once(story):
    _, _, first = story.recover("lee")
    story.recover("lee")
    first["state"] = "open"


@breaks("flows")
def answered_for_and_not_completed(story):
    flow = next(flow for flow in story.evidence.flows if flow["state"] == "completed")
    flow["state"] = "replaced"


@breaks("audit")
def a_resolution_without_event(story):
    story.evidence.audit = [e for e in story.evidence.audit if e["action"] != "recovery.resolved"]


@breaks("audit")
def a_resolution_with_two_events(story):
    event = next(e for e in story.evidence.audit if e["action"] == "recovery.resolved")
    story.evidence.audit.append(dict(event))


@breaks("audit")
def an_event_of_another_outcome(story):
    event = next(e for e in story.evidence.audit if e["action"] == "recovery.resolved")
    event["details"] = event["details"].replace("queued", "locked")


@breaks("audit")
def a_reset_without_event(story):
    story.evidence.audit = [e for e in story.evidence.audit if e["action"] != "recovery.password-reset"]


@breaks("audit")
def a_reset_with_two_events(story):
    event = next(e for e in story.evidence.audit if e["action"] == "recovery.password-reset")
    story.evidence.audit.append(dict(event))


@breaks("audit")
def an_event_of_a_reset_that_never_was(story):
    story.event("recovery.password-reset", "flow f-unknown, sessions ended: 0")


@breaks("audit")
def a_mail_sent_without_event(story):
    event = next(e for e in story.evidence.audit if e["action"] == "notification.sent")
    story.evidence.audit.remove(event)


@breaks("log")
def a_secret_in_the_log(story):
    story.evidence.told.append("passwords or codes (1)")


@breaks("serving")
def an_answer_lost_by_a_node_that_ran(story):
    asked_while_the_other_was_away(story, node=1)


@breaks("serving")
def an_error_of_a_node_that_ran(story):
    asked_while_the_other_was_away(story, node=1, status=503)


@breaks("serving")
def an_answer_lost_after_its_node_was_back(story):
    answer = asked_while_the_other_was_away(story, node=0)
    story.evidence.faults[-1].mended = answer.sent - 0.5
    story.evidence.faults[-1].began = answer.sent - 1


@breaks("serving")
def a_node_that_ran_and_did_not_listen(story):
    answer = asked_while_the_other_was_away(story, node=0)
    story.evidence.refusals.append((answer.sent + 1, 1))


@pytest.mark.parametrize(("spoil", "invariant"), BROKEN)
def test_a_broken_history_is_found(spoil, invariant):
    story = whole()
    spoil(story)
    found = check(story.evidence)
    assert invariant in {violation.invariant for violation in found}, found
    # A violation has to be printable with all that is known of the user.
    for violation in found:
        if violation.username:
            assert timeline(story.evidence, violation.username)


def test_every_invariant_is_broken_by_some_history():
    assert {parameter.values[1] for parameter in BROKEN} == set(INVARIANTS)
