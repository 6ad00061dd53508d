"""Forms: who may send them, what they show again, what password managers find in them."""

import pytest

from support.pages import Visitor

WSO2 = "/accountrecoveryendpoint"


@pytest.mark.parametrize("path, field", [
    ("/forgot-password", "username"), ("/sign-in", "password"), (f"{WSO2}/recoverpassword.do", "username"),
])
@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_form_of_another_site_is_refused(server, kim, visitor, path, field, token):
    page = visitor.get(path)
    form = page.form(with_field=field)
    fields = form.fields | {"username": kim.username, "password": kim.password}
    fields.pop("csrf")
    refused = visitor.post(form.action, fields | ({"csrf": token} if token is not None else {}))
    assert refused.status in (400, 403)
    assert "/sign-in" in visitor.get("/myaccount").url
    sentinel = server.add_user()
    server.api().recover_password(sentinel.username, notify=True)
    server.mail.wait_for(sentinel.email)
    assert server.mail.to(kim.email) == []


def test_a_token_of_another_browser_is_refused(server, kim, visitor):
    foreign = Visitor(server.url).get("/forgot-password").form(with_field="username").fields["csrf"]
    visitor.get("/forgot-password")
    assert visitor.post("/forgot-password", {"csrf": foreign, "username": kim.username}).status in (400, 403)


def test_an_empty_name_is_asked_for_again(visitor):
    page = visitor.ask("  ")
    assert page.title.startswith("Error:")
    field = next(attributes for tag, attributes in page.elements if attributes.get("id") == "username")
    assert field["aria-invalid"] == "true" and field["aria-describedby"]
    assert ("a", {"href": "#username"}) in page.elements, "the summary leads to the field"


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "{{7*7}}", "<b>kim</b>", "a&amp;b", "\u202ekim"])
def test_what_was_typed_is_shown_inert(visitor, typed):
    page = visitor.ask(typed)
    assert "<script>alert" not in page.source and "<b>kim" not in page.source
    assert typed.replace("\u202e", "") in page.text.replace("\u202e", "") or page.title.startswith("Error:")


def test_fields_are_what_password_managers_look_for(server, kim, visitor, mail):
    def field(page, **wanted):
        return next(attributes for tag, attributes in page.elements
                    if tag == "input" and all(attributes.get(name) == value for name, value in wanted.items()))

    sign_in = visitor.get("/sign-in")
    assert field(sign_in, name="username")["autocomplete"].startswith("username")
    assert field(sign_in, type="password")["autocomplete"] == "current-password"
    form = visitor.open_link(mail.link)
    new = field(form, type="password")
    assert new["autocomplete"] == "new-password" and "maxlength" not in new and "onpaste" not in new
    assert new["passwordrules"].startswith("minlength:")
    hidden = field(form, name="username")
    assert hidden["value"] == kim.username and hidden["autocomplete"] == "username"
    assert len([1 for tag, attributes in form.elements if attributes.get("type") == "password"]) == 1
