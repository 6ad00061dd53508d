"""POST /api/identity/user/v1.0/resend-code"""

import pytest

from support.api import NOTIFICATION_SCENARIO, USER, assert_failure

pytestmark = pytest.mark.engines


def test_a_new_code_is_mailed_and_takes_the_place_of_the_old(server, api, kim):
    api.recover_password(kim.username, notify=True)
    first, = server.mail.wait_for(kim.email)
    response = api.resend_code(kim.username)
    assert (response.status_code, response.content) == (201, b"")
    second = server.mail.wait_for(kim.email, 2)[1]
    server.secrets |= {first.code, second.code}
    assert second.code != first.code
    assert second.message["Subject"] != first.message["Subject"]
    assert second.message_id != first.message_id
    assert_failure(api.set_password(first.code, server.new_password()), 400, "18001")
    assert api.set_password(second.code, server.new_password()).status_code == 200


def test_an_expired_code_is_renewed(server, api, kim):
    api.recover_password(kim.username, notify=True)
    server.mail.wait_for(kim.email)
    server.let_codes_expire(kim)
    assert api.resend_code(kim.username).status_code == 201
    code = server.mail.wait_for(kim.email, 2)[1].code
    assert api.set_password(code, server.new_password()).status_code == 200


def test_where_there_is_nothing_to_resend_the_answer_is_the_same_and_no_mail_goes_out(server, api, kim):
    other = server.add_user()
    answers = {(api.resend_code(name).status_code, api.resend_code(name).content) for name in ("nobody", kim.username)}
    assert answers == {(201, b"")}
    api.recover_password(other.username, notify=True)
    server.mail.wait_for(other.email)
    assert server.mail.to(kim.email) == []


def test_wso2_answers_501_where_there_is_nothing_to_resend(wso2_server):
    kim = wso2_server.add_user()
    for name in (kim.username, "nobody"):
        response = wso2_server.api().resend_code(name)
        body = assert_failure(response, 501, None, None)
        assert body["message"] == "This service is not yet implemented."
        assert body["description"] is None


def test_any_user_may_ask(server, kim):
    assert server.api((kim.username, kim.password)).resend_code(kim.username).status_code == 201


@pytest.mark.parametrize("properties", [
    pytest.param([], id="no scenario"),
    pytest.param([NOTIFICATION_SCENARIO, NOTIFICATION_SCENARIO], id="two scenarios"),
    pytest.param([{"key": "", "value": "NOTIFICATION_BASED_PW_RECOVERY"}], id="an empty key"),
])
def test_without_one_scenario_it_is_the_resend_of_a_registration(api, kim, properties):
    assert_failure(api.resend_code(kim.username, properties=properties), 400, "20024")


def test_an_unknown_scenario(api, wso2_server, kim):
    properties = [{"key": "RecoveryScenario", "value": "BY_CARRIER_PIGEON"}]
    text = "Invalid recovery scenario: 'BY_CARRIER_PIGEON'"
    assert_failure(api.resend_code(kim.username, properties=properties), 400, "UAR-10011", text)
    assert_failure(wso2_server.api().resend_code("nobody", properties=properties), 500, "UAR-10011")


def test_properties_are_not_required_to_be_there(api, kim):
    response = api.post(f"{USER}/resend-code", {"user": {"username": kim.username}})
    assert response.status_code == 400, response.text
    assert response.json()["code"]
