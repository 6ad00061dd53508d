"""Mail templates of an operator's own: used where they are, and refused by name where they are broken."""

import re

import pytest

# As WSO2 ships it: the link is made in the template, around the code.
WSO2_HTML = """\
<html><body>Hi {{user.claim.givenname}} {{user.claim.lastname}},
<a href="{{carbon.product-url}}/accountrecoveryendpoint/confirmrecovery.do?confirmation={{confirmation-code}}\
&userstoredomain={{userstore-domain}}&username={{url:user-name}}&tenantdomain={{tenant-domain}}&callback={{callback}}">
Reset Password</a></body></html>
"""
WSO2_TEXT = "{{carbon.product-url}}/accountrecoveryendpoint/confirmrecovery.do?confirmation={{confirmation-code}}\n"


@pytest.fixture
def templates(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()

    def write(**files):
        for name, text in files.items():
            (folder / name.replace("__", ".")).write_text(text)
        return {"rekey.mail": {"template_folder": str(folder)}}

    return write


@pytest.mark.parametrize("files, words", [
    ({"passwordReset__en_US__html": "<p>{{reset-link</p>"}, ["passwordReset", "en_US", "HTML", "not closed"]),
    ({"resendPasswordReset__en_US__txt": "No link."}, ["resendPasswordReset", "en_US", "text", "{{reset-link}}"]),
    ({"passwordReset__fr_FR__txt": "{{not a placeholder}}"}, ["passwordReset", "fr_FR", "text", "not a placeholder"]),
    ({"passwordResetSucess__en_US__subject__txt": "{{}}"}, ["passwordResetSucess", "en_US", "subject"]),
])
def test_a_broken_one_stops_the_start_with_its_name(make_server, templates, files, words):
    server = make_server(templates(**files), start=False)
    for command in (["serve"], ["config", "check"]):
        result = server.command(*command)
        assert result.returncode not in (0, 64)
        missing = [word for word in words if word not in result.stderr]
        assert not missing and "Fatal error" not in result.stderr, result.stderr


def test_one_of_wso2s_is_filled_and_its_link_works(make_server, templates):
    server = make_server(templates(
        passwordReset__en_US__html=WSO2_HTML, passwordReset__en_US__txt=WSO2_TEXT,
        passwordReset__en_US__subject__txt="WSO2 - Password Reset\n",
    ))
    name = "kim+o'neil & co@example.com"
    kim = server.add_user(name, email="kim@example.com", given_name="<b>Kim</b>")
    assert server.api().recover_password(name, notify=True).status_code == 202
    mail, = server.mail.wait_for(kim.email)
    assert mail.subject == "WSO2 - Password Reset"
    source = mail.part("html")
    assert "&lt;b&gt;Kim&lt;/b&gt;" in source and "{{" not in source
    assert "username=kim%2Bo%27neil%20%26%20co%40example.com" in source
    code, = re.findall(r"confirmation=([\w-]{43})", mail.text)
    server.secrets.add(code)
    password = server.new_password()
    assert server.api().set_password(code, password).status_code == 200
    assert server.signs_in(kim, password)


def test_a_language_is_added_by_its_files(make_server, templates):
    server = make_server(templates(
        passwordReset__fr_FR__txt="Bonjour, {{reset-link}}\n", passwordReset__fr_FR__html="<p>Bonjour, {{reset-link}}</p>",
        passwordReset__fr_FR__subject__txt="Réinitialiser\n",
    ))
    for locale, subject in (("fr_FR", "Réinitialiser"), ("fr-CA", "Réinitialiser"), ("de_DE", "Reset your password")):
        username = f"kim-{locale}".lower()
        server.secrets.add("Original-password 1!")
        server.done(
            "user", "add", username, "--email", f"{username}@example.com", "--locale", locale, "--password-stdin",
            stdin="Original-password 1!\n",
        )
        server.api().recover_password(username, notify=True)
        mail, = server.mail.wait_for(f"{username}@example.com")
        assert mail.subject.startswith(subject), mail.subject
        server.secrets.add(re.search(r"/r/([\w-]{43})", mail.text).group(1))
