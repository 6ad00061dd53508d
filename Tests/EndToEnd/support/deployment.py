"""Writes a deployment.toml for a test server."""

import copy

SUPER_TENANT = "carbon.super"


def deployment(administrator_password, mail_port, changes=None):
    """The settings of an ordinary test server as text, with `changes` (section -> {key: value}) on top.

    A section that is None and a key that is None are left out.
    """
    sections = {
        "server": {"hostname": "localhost"},
        "super_admin": {"username": "admin", "password": administrator_password},
        "output_adapter.email": {
            "hostname": "127.0.0.1",
            "port": mail_port,
            "enable_start_tls": False,
            "enable_authentication": False,
            "from_address": "no-reply@example.com",
        },
        "identity_mgt.password_reset_email": {"enable_password_reset_email": True},
        "rekey.limits": {"enabled": False},
        "rekey.log": {"level": "trace"},
    }
    sections = copy.deepcopy(sections)
    for name, values in (changes or {}).items():
        if values is None:
            sections.pop(name, None)
        else:
            sections.setdefault(name, {}).update(values)
    lines = []
    for name, values in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {toml_value(value)}" for key, value in values.items() if value is not None]
        lines.append("")
    return "\n".join(lines)


def toml_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
