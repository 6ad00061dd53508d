"""WSO2's addresses and field names, for its templates, bookmarks and portals."""

import pytest

WSO2 = "/accountrecoveryendpoint"


def test_wso2s_way(server, kim, visitor):
    page = visitor.get(f"{WSO2}/recoveraccountrouter.do", params={
        "isUsernameRecovery": "false", "callback": f"{server.url}/myaccount", "sessionDataKey": "9f-1",
    })
    form = page.form("recoverDetailsForm")
    assert form.fields["sessionDataKey"] == "9f-1" and form.fields["callback"] == f"{server.url}/myaccount"
    assert any(button.get("id") == "recoverySubmit" for button in form.buttons)
    typed = form.fields | {"username": kim.username, "recoveryOption": "EMAIL", "isSaaSApp": "false"}
    assert visitor.post(f"{WSO2}/verify.do", typed).status == 200
    mail, = server.mail.wait_for(kim.email)
    link = (
        f"{WSO2}/confirmrecovery.do?confirmation={mail.code}&userstoredomain=PRIMARY&username={kim.username}"
        f"&tenantdomain=carbon.super&callback={server.url}/myaccount"
    )
    assert visitor.head(link).status_code == 200
    opened = visitor.get(link)
    form = opened if any(f.identifier == "passwordResetForm" for f in opened.forms) else \
        visitor.submit(opened, opened.form(with_field="csrf"))
    password = server.new_password()
    reset = form.form("passwordResetForm")
    fields = {name: value for name, value in reset.fields.items() if name != "new-password"}
    done = visitor.post(reset.action, fields | {"reset-password": password, "confirm-password": password})
    assert done.status == 200, done.text
    assert server.signs_in(kim, password)


def test_wso2s_page_for_setting_takes_its_own_names(server, kim, visitor, mail):
    form = visitor.open_link(mail.link).form("passwordResetForm")
    fields = {"csrf": form.fields["csrf"], "reset-password": "Long enough 1!", "confirm-password": "Another one 1!"}
    refused = visitor.post(f"{WSO2}/completepasswordreset.do", fields)
    assert refused.title.startswith("Error:"), "where there are two they have to be the same"
    form = refused.form("passwordResetForm")
    password = server.new_password()
    fields = {"csrf": form.fields["csrf"], "reset-password": password, "confirm-password": password}
    assert visitor.post(f"{WSO2}/completepasswordreset.do", fields).status == 200
    assert server.signs_in(kim, password)


def test_wso2s_pages_without_what_they_need(visitor):
    page = visitor.get(f"{WSO2}/confirmrecovery.do")
    assert page.status in (400, 404, 410)
    assert visitor.get(f"{WSO2}/passwordreset.do").status in (200, 400, 403, 410)
    assert visitor.get(f"{WSO2}/nothing.do").status == 404


@pytest.mark.parametrize("path", [f"{WSO2}/recoverpassword.do", f"{WSO2}/confirmrecovery.do", "/sign-in"])
def test_a_callback_of_nobody_is_refused_on_every_branch(visitor, path):
    """WSO2-2022-1988: checked everywhere but on the page for a code that had expired."""
    page = visitor.get(path, params={"callback": "https://evil.example/", "confirmation": "A" * 43})
    assert not any("evil.example" in link for link in page.links)
    assert not any("evil.example" in (attributes.get("value") or "") for _, attributes in page.elements)
