"""What a run leaves behind, as plain values: what was asked and answered, what was mailed, what was broken when, and
what the database says at the end. The invariants read this and nothing else, so that a test can make it up."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field

# What a client asks for. The first four make a recovery request each.
RECOVER, HAND_OVER, RESEND, SIGN_IN, SET_PASSWORD = "recover", "hand-over", "resend", "sign-in", "set-password"
ASKS = (RECOVER, HAND_OVER, RESEND, SIGN_IN)


@dataclass(frozen=True)
class Subject:
    """Somebody the load asks for. Each has one journey of their own."""
    username: str
    email: str | None
    password: str
    user_id: str | None
    """None: nobody has that name."""


@dataclass
class Answer:
    """One request of a client and what came back. Times are those of the client, in seconds."""
    operation: str
    username: str
    sent: float
    answered: float
    status: int | None
    """None: the connection ended first, and nobody knows whether it was done."""
    correlation: str
    code: str | None = None
    """Of set-password the one that was submitted, of hand-over the one that came."""
    password: str | None = None
    node: int = 0
    """Which one was asked."""

    @property
    def is_accepted(self):
        return self.status in (200, 201, 202)

    @property
    def is_uncertain(self):
        """It may have been done, or not."""
        return self.status is None or self.status >= 500


@dataclass
class Delivery:
    """One copy of a mail, when the mail server had all of it."""
    at: float
    message_id: str
    recipient: str
    code: str | None
    digest: str
    """Of its source: copies of one mail are alike to the byte."""


@dataclass
class Fault:
    kind: str
    began: float
    ended: float
    detail: str = ""
    held: frozenset = frozenset()
    """Of a kill: the Message-IDs that were leased at that moment, by the node that died."""
    node: int | None = None
    """Which one was killed; None where it befell all."""
    mended: float | None = None
    """Of a kill: when that node listened again."""


@dataclass
class Evidence:
    subjects: dict = field(default_factory=dict)
    """Username -> Subject."""
    nodes: int = 1
    refusals: list = field(default_factory=list)
    """(when, node) of each connection that nobody answered."""
    answers: list = field(default_factory=list)
    deliveries: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    is_quiet: bool = True
    """Whether everything that waited was done with before patience was over."""
    overdue: list = field(default_factory=list)
    """Message-IDs of rows that were found held beyond the end of their lease by a server that ran."""
    told: list = field(default_factory=list)
    """Which kinds of secrets the log tells, with their number."""
    # The database at the end; a dictionary a row.
    requests: list = field(default_factory=list)
    flows: list = field(default_factory=list)
    codes: list = field(default_factory=list)
    outbox: list = field(default_factory=list)
    audit: list = field(default_factory=list)

    def username_of(self, user_id):
        if not hasattr(self, "_names"):
            self._names = {subject.user_id: name for name, subject in self.subjects.items() if subject.user_id}
        return self._names.get(user_id)


@dataclass(frozen=True)
class Violation:
    invariant: str
    username: str | None
    text: str


def locator(code):
    """By which the database finds a code: its first 64 bits."""
    return urlsafe_b64decode(code + "=")[:8].hex()


def grouped(items, key):
    """Lists of items by what `key` says of them."""
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
