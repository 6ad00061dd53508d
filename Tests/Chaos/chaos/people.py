"""Many people at once: copies of one who was added properly."""

import uuid

from .evidence import Subject
from .node import MAIL_DOMAIN, USERNAME

WITHOUT_ADDRESS, UNKNOWN = 0.05, 0.1
"""Their shares; the others are ordinary users."""


def add_people(node, store, count, random):
    """Returns subjects in random order, those that the load asks for and the server does not know among them."""
    first = node.add_user(f"{USERNAME}{uuid.uuid4().hex[:6]}", email=f"first@{MAIL_DOMAIN}")
    row, = store.rows(f"SELECT * FROM user_account WHERE username = '{first.username}'")
    claims = store.rows(f"SELECT uri, value FROM user_claim WHERE user_id = '{row['id']}'")
    subjects, accounts, facts = [], [], []
    for number in range(count):
        name, lot = f"{first.username}-{number}", random.random()
        if lot < UNKNOWN:
            subjects.append(Subject(name, f"{name}@{MAIL_DOMAIN}", first.password, None))
            continue
        email = None if lot < UNKNOWN + WITHOUT_ADDRESS else f"{name}@{MAIL_DOMAIN}"
        subject = Subject(name, email, first.password, f"{row['id']}-{number}")
        subjects.append(subject)
        accounts.append(row | {"id": subject.user_id, "username": name, "username_key": name})
        for claim in claims:
            value = email if claim["value"] == first.email else claim["value"]
            if value is not None:
                facts.append({"user_id": subject.user_id, "uri": claim["uri"], "value": value})
    store.insert("user_account", accounts)
    store.insert("user_claim", facts)
    return subjects
