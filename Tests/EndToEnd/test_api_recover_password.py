"""POST /api/identity/recovery/v0.9/recover-password"""

import pytest

from support.api import RECOVERY, assert_failure

pytestmark = pytest.mark.engines


def test_a_mail_with_a_link_is_sent(server, api, kim):
    response = api.recover_password(kim.username, notify=True)
    assert (response.status_code, response.content) == (202, b"")
    mail, = server.mail.wait_for(kim.email)
    server.secrets.add(mail.code)
    assert mail.link == f"{server.url}/r/{mail.code}"


def test_without_notify_the_settings_decide_and_a_mail_is_sent(server, api, kim):
    response = api.recover_password(kim.username)
    assert (response.status_code, response.content) == (202, b"")
    server.mail.wait_for(kim.email)


def test_with_notify_false_the_caller_gets_the_raw_code_and_no_mail_is_sent(server, api, kim):
    response = api.recover_password(kim.username, notify=False)
    assert response.status_code == 202
    assert response.headers["Content-Type"].startswith("application/json")
    code = response.text
    server.secrets.add(code)
    assert len(code) == 43 and '"' not in code
    # What is asked later is sent later, so its mail proves that no earlier one is on its way.
    later = server.add_user()
    api.recover_password(later.username, notify=True)
    server.mail.wait_for(later.email)
    assert server.mail.to(kim.email) == []
    assert api.set_password(code, server.new_password()).status_code == 200


@pytest.mark.parametrize("spelling", [str.upper, str.title, lambda name: f"PRIMARY/{name}"])
def test_a_name_is_found_however_it_is_spelt(server, api, kim, spelling):
    code = api.recover_password(spelling(kim.username), notify=False, realm=None).text
    server.secrets.add(code)
    assert api.validate_code(code).json()["username"] == kim.username


def test_the_tenant_in_the_body_is_ignored(server, api, kim):
    body = {"user": {"username": kim.username, "realm": "PRIMARY", "tenant-domain": "elsewhere.example"}}
    assert api.post(f"{RECOVERY}/recover-password?type=email&notify=true", body).status_code == 202
    server.mail.wait_for(kim.email)


@pytest.mark.parametrize("body_change", [
    pytest.param({}, id="no properties"),
    pytest.param({"properties": []}, id="empty properties"),
    pytest.param({"properties": [{"key": "sessionDataKey", "value": "9f1"}]}, id="a property for the template"),
    pytest.param({"unheardOf": {"a": [1]}}, id="an unknown member"),
])
def test_what_may_stand_beside_the_user(server, api, kim, body_change):
    body = {"user": {"username": kim.username, "realm": "PRIMARY"}} | body_change
    assert api.post(f"{RECOVERY}/recover-password?type=email&notify=true", body).status_code == 202
    server.mail.wait_for(kim.email)


def test_a_slash_at_the_end_is_accepted(server, api, kim):
    body = {"user": {"username": kim.username}}
    assert api.post(f"{RECOVERY}/recover-password/?notify=true", body).status_code == 202
    server.mail.wait_for(kim.email)


def test_the_super_tenant_may_be_named_in_the_path(server, kim):
    assert server.api(tenant="carbon.super").recover_password(kim.username, notify=True).status_code == 202
    assert "/t/" not in server.mail.wait_for(kim.email)[0].link


def test_a_tenant_has_links_of_its_own(server, other_tenant):
    domain, boss = other_tenant
    pat = server.add_user(tenant=domain)
    api = server.api((f"{boss.username}@{domain}", boss.password), tenant=domain)
    assert api.recover_password(pat.username, notify=True).status_code == 202
    mail, = server.mail.wait_for(pat.email)
    server.secrets.add(mail.code)
    assert mail.link == f"{server.url}/t/{domain}/r/{mail.code}"
    assert api.set_password(mail.code, server.new_password()).json()["tenant-domain"] == domain


def test_switched_off_it_says_so(make_server):
    server = make_server({"identity_mgt.password_reset_email": {"enable_password_reset_email": False}})
    kim = server.add_user()
    for name in (kim.username, "nobody"):
        assert_failure(
            server.api().recover_password(name, notify=True), 400, "20017",
            "Notification based password recovery is not enabled",
        )


def test_entitled_callers_are_told_what_is_the_matter(make_server):
    server = make_server({"identity_mgt.recovery": {"notify_user_existence": True, "notify_user_account_status": True}})
    api = server.api()
    locked, disabled, good = server.add_user(), server.add_user(), server.add_user()
    server.done("user", "lock", locked.username)
    server.done("user", "disable", disabled.username)
    assert_failure(api.recover_password("nobody", notify=True), 400, "18003", "Invalid User 'nobody'.")
    assert_failure(
        api.recover_password(locked.username, notify=True), 400, "17003",
        f"User account is locked - '{locked.username}'.",
    )
    assert_failure(
        api.recover_password(disabled.username, notify=True), 400, "17004",
        f"user account is disabled '{disabled.username}'.",
    )
    assert api.recover_password(good.username, notify=True).status_code == 202
    server.mail.wait_for(good.email)


def test_codes_are_handed_to_the_caller_where_notifications_are_managed_outside(make_server):
    server = make_server({"identity_mgt.recovery": {"notification.manage_internally": False}})
    kim = server.add_user()
    code = server.api().recover_password(kim.username).text
    server.secrets.add(code)
    assert server.api().set_password(code, server.new_password()).status_code == 200
    assert server.mail.mails == []


def test_wso2_answers_a_user_without_address_with_20016(wso2_server):
    kim = wso2_server.add_user(email=None)
    assert_failure(
        wso2_server.api().recover_password(kim.username, notify=True), 400, "20016",
        "Email notification sending failed. Sending email address is not configured for the user.",
    )


@pytest.mark.parametrize("state, code", [("pending-verification", "17005"), ("pending-password", "17006")])
def test_wso2_answers_a_pending_user_with_its_code(wso2_server, state, code):
    kim = wso2_server.add_user()
    wso2_server.set_state(kim, state)
    assert_failure(wso2_server.api().recover_password(kim.username, notify=True), 400, code)


def test_a_lock_whose_time_is_over_does_not_stand_in_the_way(server, api, wso2_server):
    for any_server, is_sent in ((server, True), (wso2_server, False)):
        kim = any_server.add_user()
        any_server.set_state(kim, "locked")
        any_server.change("UPDATE user_account SET locked_until = 1 WHERE username = ?", kim.username)
        response = any_server.api().recover_password(kim.username, notify=False)
        assert response.status_code == 202
        assert bool(response.text) == is_sent
