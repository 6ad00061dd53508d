"""Reads messages as a mail program would: length-prefixed on standard input, one JSON object a line on output."""

import email
import email.header
import email.policy
import email.utils
import json
import sys


def read_messages(stream):
    while size := stream.read(4):
        yield stream.read(int.from_bytes(size, "big"))


def mailboxes(message, field):
    """Names and addresses, by the older half of the library: before Python 3.13 the newer one keeps the white space
    between two encoded words of a name, against RFC 2047, 6.2."""
    values = [value for name, value in message.raw_items() if name == field]
    return [
        [str(email.header.make_header(email.header.decode_header(name))), address]
        for name, address in email.utils.getaddresses([str(value) for value in values])
    ]


for source in read_messages(sys.stdin.buffer):
    message = email.message_from_bytes(source, policy=email.policy.default)
    parts = {
        kind: part.get_payload(decode=True).decode(part.get_content_charset())
        for kind in ("plain", "html")
        if (part := message.get_body((kind,))) is not None
    }
    print(
        json.dumps(
            {
                "from": mailboxes(message, "From"),
                "to": mailboxes(message, "To"),
                "replyTo": mailboxes(message, "Reply-To"),
                "subject": message["Subject"],
                "date": message["Date"].datetime.timestamp(),
                "headers": [name for name in message.keys()],
                "language": message["Content-Language"],
                "text": parts.get("plain"),
                "html": parts.get("html"),
                "defects": [str(defect) for part in message.walk() for defect in part.defects],
                "headerDefects": [str(defect) for value in message.values() for defect in value.defects],
            }
        )
    )
