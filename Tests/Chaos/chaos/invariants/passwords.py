"""What was answered about a password holds: the new one works, the old ones do not."""

from ..evidence import SET_PASSWORD, SIGN_IN, Violation, grouped


def passwords(evidence):
    """At the end exactly one of the passwords that a user ever had works."""
    tried = grouped(
        (a for a in evidence.answers if a.operation in (SIGN_IN, SET_PASSWORD)), lambda answer: answer.username
    )
    for username, answers in tried.items():
        last_set = max((a.answered for a in answers if a.operation == SET_PASSWORD), default=0)
        signed = [a for a in answers if a.operation == SIGN_IN and a.sent >= last_set and a.status in (201, 401)]
        verdicts = grouped(signed, lambda answer: answer.password)
        if len({password for password, found in verdicts.items() if len({a.status for a in found}) > 1}):
            yield Violation("passwords", username, "a password works and does not")
        submitted = {a.password for a in answers if a.operation == SET_PASSWORD}
        missing = (submitted | {evidence.subjects[username].password}) - set(verdicts)
        if missing:
            yield Violation("passwords", username, f"{len(missing)} password(s) were never tried in the end")
            continue
        working = [password for password, found in verdicts.items() if any(a.status == 201 for a in found)]
        if len(working) != 1:
            yield Violation("passwords", username, f"{len(working)} of {len(verdicts)} passwords work")


def sign_ins(evidence):
    """A sign-in succeeds with a password that may be the one that holds, and fails only with others."""
    for username, answers in grouped(evidence.answers, lambda answer: answer.username).items():
        settings = [answer for answer in answers if answer.operation == SET_PASSWORD]
        spent = {answer.code for answer in settings if answer.is_accepted}
        for attempt in answers:
            if attempt.operation != SIGN_IN or attempt.status not in (201, 401):
                continue
            sure, maybe = _holding(evidence.subjects[username].password, settings, spent, attempt)
            if attempt.status == 201 and attempt.password not in {sure, *maybe}:
                yield Violation("sign-ins", username, "a password was taken that does not hold (any more)")
            if attempt.status == 401 and attempt.password == sure and not maybe:
                yield Violation("sign-ins", username, "the password that was answered for was refused")


def _holding(original, settings, spent, attempt):
    """The password that was last answered for before the attempt, and those that may have taken its place."""
    done = [setting for setting in settings if setting.is_accepted and setting.answered <= attempt.sent]
    last = max(done, key=lambda setting: setting.answered, default=None)
    maybe = {
        setting.password for setting in settings
        if setting.sent <= attempt.answered and (
            # Its answer was lost: it may have been applied, unless its code served another.
            (setting.is_uncertain and setting.code not in spent)
            # It was under way, or overlapped with the last.
            or (setting.is_accepted and setting is not last
                and (setting.answered > attempt.sent or (last and setting.answered > last.sent)))
        )
    }
    return last.password if last else original, maybe
