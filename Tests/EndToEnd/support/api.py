"""A client of the recovery API, as an application that speaks to WSO2 Identity Server has it."""

import requests

RECOVERY = "/api/identity/recovery/v0.9"
USER = "/api/identity/user/v1.0"
NOTIFICATION_SCENARIO = {"key": "RecoveryScenario", "value": "NOTIFICATION_BASED_PW_RECOVERY"}


def web_session():
    """A session that takes the certificate the server made itself, whatever the environment says."""
    session = requests.Session()
    session.verify = False
    session.trust_env = False
    return session


class API:
    """The operations, as one principal. Without credentials it calls as nobody."""

    def __init__(self, url, credentials=None, tenant=None):
        self._prefix = f"{url}/t/{tenant}" if tenant else url
        self._session = web_session()
        self._session.auth = credentials

    def post(self, path, body=None, **options):
        return self._session.post(self._prefix + path, json=body, timeout=60, allow_redirects=False, **options)

    def get(self, path, **options):
        return self._session.get(self._prefix + path, timeout=60, allow_redirects=False, **options)

    def request(self, method, path, **options):
        return self._session.request(method, self._prefix + path, timeout=60, allow_redirects=False, **options)

    # The operations.

    def recover_password(self, username, notify=None, realm="PRIMARY", properties=(), **options):
        return self.post(
            f"{RECOVERY}/recover-password",
            {"user": user(username, realm), "properties": pairs(properties)},
            params={"type": "email"} | ({} if notify is None else {"notify": str(notify).lower()}),
            **options,
        )

    def set_password(self, key, password, properties=(), **options):
        body = {"key": key, "password": password, "properties": pairs(properties)}
        return self.post(f"{RECOVERY}/set-password", body, **options)

    def validate_code(self, code, step=None, **options):
        body = {"code": code, "properties": []} | ({} if step is None else {"step": step})
        return self.post(f"{RECOVERY}/validate-code", body, **options)

    def resend_code(self, username, realm="PRIMARY", properties=(NOTIFICATION_SCENARIO,), **options):
        body = {"user": user(username, realm), "properties": pairs(properties)}
        return self.post(f"{USER}/resend-code", body, **options)

    # What tests want to know in a word.

    def code_for(self, username, **options):
        """A code for the caller to deliver himself (`notify=false`)."""
        response = self.recover_password(username, notify=False, **options)
        assert response.status_code == 202, response.text
        assert response.text, f"no code for {username}"
        return response.text


def user(username, realm="PRIMARY"):
    return {"username": username} | ({} if realm is None else {"realm": realm})


def pairs(properties):
    """Properties as the API has them, from a dictionary or as they are."""
    if isinstance(properties, dict):
        return [{"key": key, "value": value} for key, value in properties.items()]
    return list(properties)


def assert_failure(response, status, code, description=None):
    """The error body of CONTRACT 0.4: four members, the code as given."""
    assert response.status_code == status, f"{response.status_code} {response.text}"
    body = response.json()
    assert body["code"] == code, body
    assert {"code", "message", "description"} <= set(body), body
    if description is not None:
        assert body["description"] == description
    return body
