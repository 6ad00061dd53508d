"""POST /api/identity/recovery/v0.9/validate-code"""

import pytest

from support.api import assert_failure

pytestmark = pytest.mark.engines


@pytest.mark.parametrize("step", [None, "", "UPDATE_PASSWORD"])
def test_a_good_code_names_its_user(api, kim, step):
    response = api.validate_code(api.code_for(kim.username), step)
    assert response.status_code == 202
    assert response.json() == {"username": kim.username, "realm": "PRIMARY", "tenant-domain": "carbon.super"}


def test_asking_does_not_use_the_code_up(server, api, kim):
    code = api.code_for(kim.username)
    assert {api.validate_code(code).status_code for _ in range(7)} == {202}
    assert api.set_password(code, server.new_password()).status_code == 200


def test_another_step_is_refused_with_the_bare_template(api, kim):
    assert_failure(
        api.validate_code(api.code_for(kim.username), "VALIDATE_CHALLENGE_QUESTION"), 400, "18001",
        "Invalid Code '%s'.",
    )


def test_an_unknown_code(api):
    assert_failure(api.validate_code("unknown"), 400, "18001", "Invalid Code 'unknown'.")


def test_a_used_code(server, api, kim):
    code = api.code_for(kim.username)
    api.set_password(code, server.new_password())
    assert_failure(api.validate_code(code), 400, "18001", f"Invalid Code '{code}'.")


def test_an_expired_code(server, api, kim):
    code = api.code_for(kim.username)
    server.let_codes_expire(kim)
    assert_failure(api.validate_code(code), 400, "18002", f"Expired Code '{code}'.")


def test_a_code_of_another_tenant(server, api, kim, other_tenant):
    domain, boss = other_tenant
    code = api.code_for(kim.username)
    elsewhere = server.api((f"{boss.username}@{domain}", boss.password), tenant=domain)
    assert_failure(elsewhere.validate_code(code), 400, None, "Invalid tenant domain: carbon.super")
