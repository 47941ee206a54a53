"""What a login runs into."""

import paramiko
import pytest

from probes import Probe, probe

# RFC 4252 section 6.
FAILURE, SUCCESS = 51, 52


@probe("auth/partial-success.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    assert transport.auth_password("demo", "demo") == ["keyboard-interactive"]
    assert transport.of_type(FAILURE) == [b"\x00\x00\x00\x14keyboard-interactive\x01"]
    transport.auth_interactive("demo", lambda title, text, prompts: ["demo"] * len(prompts))
    assert transport.of_type(SUCCESS) == [b""]
    assert p.session(transport=transport).exists(b"/home/demo")


@probe("auth/wrong-password-first.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    with pytest.raises(paramiko.AuthenticationException):
        transport.auth_password("demo", "demo")
    methods = b"password,keyboard-interactive"
    assert transport.of_type(FAILURE) == [b"\x00\x00\x00\x1d" + methods + b"\x00"]
    transport.auth_password("demo", "demo")
    assert transport.of_type(SUCCESS) == [b""]
