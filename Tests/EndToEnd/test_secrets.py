"""Nothing that opens an account is in a log or, once it was handed over, in the database. SECURITY A2, A3, A14."""

import base64
import stat
from urllib.parse import quote

import pytest

from support.pages import Visitor
from support.waiting import wait_until

pytestmark = pytest.mark.engines


def forms_of(secret):
    """A secret as it may be written down."""
    raw = secret.encode()
    forms = {raw, quote(secret, safe="").encode(), raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")}
    if len(secret) == 43:
        decoded = base64.urlsafe_b64decode(secret + "=")
        digits = decoded.hex()
        forms |= {decoded, digits.encode(), digits.upper().encode(), base64.b64encode(decoded).rstrip(b"=")}
    return forms


@pytest.fixture(scope="module")
def traces(make_shared):
    """A server after all that a person and an application can do; what they knew, and what the server wrote."""
    server = make_shared("traces", {"identity_mgt.password_reset_email": {"notify_on_reset": True}})
    kim = server.add_user(email="kim.unmistakable@example.com")
    api, codes, passwords = server.api(), [], [kim.password]

    def newest(count):
        mail = server.mail.wait_for(kim.email, count)[-1]
        codes.append(mail.code)
        return mail

    api.recover_password(kim.username, notify=True)
    newest(1)
    api.resend_code(kim.username)
    newest(2)
    codes.append(api.code_for(kim.username))
    api.validate_code(codes[-1])
    passwords.append(server.new_password())
    api.set_password(codes[-1], "short")
    api.set_password(codes[-1], passwords[-1])
    api.set_password(codes[-1], passwords[-1])
    visitor = Visitor(server.url)
    visitor.ask(kim.username)
    link = newest(3).link
    visitor.get(link)
    passwords.append(server.new_password())
    visitor.choose_password(visitor.open_link(link), passwords[-1])
    visitor.sign_in(kim.username, "wrong-" + passwords[-1])
    visitor.sign_in(kim.username, passwords[-1])
    visitor.get("/myaccount")
    Visitor(server.url).get(link)
    api.post("/api/identity/recovery/v0.9/set-password", data=f'{{"key": "{codes[0]}", "password": 5'.encode())
    server.mail.wait_for(kim.email, 4)
    wait_until(
        lambda: not [row for row in server.json("mail", "queue", "list") if row["state"] in ("queued", "leased")],
        "the outbox to be empty",
    )
    cookies = [cookie.value for cookie in visitor.session.cookies]
    server.stop()
    return server, kim, codes, passwords, cookies


def test_no_log_tells(traces):
    server, kim, codes, passwords, cookies = traces
    written = (server.log() + server.output()).encode()
    assert written, "the log at its most talkative says something"
    for secret in codes + passwords + cookies + [server.administrator[1]]:
        for form in forms_of(secret):
            assert form not in written, f"{form!r} is in the log"
    assert kim.email.encode() not in written
    assert base64.b64encode(":".join(server.administrator).encode()) not in written


def test_no_table_tells(traces):
    server, kim, codes, passwords, cookies = traces
    with server.database() as database:
        cells = [
            (table, cell.encode() if isinstance(cell, str) else cell)
            for table in server.store.tables(database) for row in database.execute(f'SELECT * FROM "{table}"') for cell in row
            if isinstance(cell, (str, bytes))
        ]
    assert len(cells) > 50
    for secret in codes + passwords + cookies:
        for form in forms_of(secret):
            holders = {table for table, cell in cells if form in cell}
            assert not holders, f"a secret is in {holders}"


def test_no_file_keeps_a_password(traces):
    server, kim, codes, passwords, cookies = traces
    for file in server.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for secret in codes + passwords:
                assert secret.encode() not in content, file.name


def test_the_content_is_wiped_after_the_handover(traces):
    server = traces[0]
    with server.database() as database:
        states = database.execute("SELECT state, sealed_content IS NULL FROM outbox").fetchall()
        asks = database.execute("SELECT COUNT(sealed_ask) FROM recovery_request WHERE outcome IS NOT NULL")
        assert states and set(states) == {("sent", 1)}
        assert asks.fetchone()[0] == 0


def test_passwords_are_kept_as_argon2id(traces):
    server, kim = traces[0], traces[1]
    with server.database() as database:
        stored, = database.execute(
            "SELECT password_hash FROM user_account WHERE username = ?", (kim.username,)
        ).fetchone()
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.sqlite
def test_what_waits_to_be_sent_is_sealed(make_server, mail_server):
    mail = mail_server()
    server = make_server(mail=mail)
    kim = server.add_user()
    server.api().recover_password(kim.username, notify=True)
    wait_until(lambda: server.json("mail", "queue", "list"), "the mail to wait")
    server.kill()
    everything = b"".join(file.read_bytes() for file in server.data.rglob("*") if file.is_file())
    mail.start()
    server.start()
    code = mail.wait_for(kim.email, patience=40)[0].code
    for form in forms_of(code):
        assert form not in everything


@pytest.mark.sqlite
def test_keys_are_their_owners_alone(traces):
    server = traces[0]
    private = [file for file in server.data.rglob("*") if file.suffix in (".key", ".pem", ".sqlite", ".db")]
    assert any(file.name == "master.key" for file in private)
    for file in [server.data / "master.key", server.store.file]:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_two_installations_share_no_key(server, traces):
    assert (server.data / "master.key").read_bytes() != (traces[0].data / "master.key").read_bytes()
