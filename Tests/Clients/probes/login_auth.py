"""How clients are let in: lists of methods, questions, changes of password, homes, host keys."""

import paramiko
import pytest

from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import DISCONNECTED, RESET, SECONDS, TappedTransport

SUCCESS, FAILURE, BANNER, INFO_REQUEST, PASSWORD_CHANGE = 52, 51, 53, 60, 60
REQUEST = 50


def refusal(methods: bytes, partial: bool = False) -> bytes:
    """The body of SSH_MSG_USERAUTH_FAILURE."""
    return string(methods) + bytes([partial])


def question(
    prompts: list[tuple[bytes, bool]], name: bytes = b"", instruction: bytes = b""
) -> bytes:
    """The body of SSH_MSG_USERAUTH_INFO_REQUEST."""
    asked = b"".join(string(text) + bytes([echo]) for text, echo in prompts)
    return string(name) + string(instruction) + string(b"") + u32(len(prompts)) + asked


def probes_methods(transport: TappedTransport) -> bytes:
    """The answer to the initial `none`."""
    with pytest.raises(paramiko.BadAuthenticationType):
        transport.auth_none("demo")
    return transport.of_type(FAILURE)[-1]


@probe("auth/two-rounds-of-questions.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    assert probes_methods(transport) == refusal(b"keyboard-interactive")
    answers = {"Password: ": "demo", "Code: ": "123456"}
    transport.auth_interactive("demo", lambda _, __, asked: [answers[text] for text, _ in asked])

    assert transport.is_authenticated()
    assert transport.of_type(INFO_REQUEST) == [
        question([(b"Password: ", False)], b"Login", b"First the password."),
        question([(b"Code: ", True)], b"", b"Then the code."),
    ]
    seen = [(entry["method"], entry["status"]) for entry in p.journal.wait_for(
        count=5, event="userAuthRequest"
    )]
    assert seen == [
        ("none", "PERMISSION_DENIED"),
        ("keyboard-interactive-1", "OK"),
        ("keyboard-interactive", "FAILURE"),
        ("keyboard-interactive-2", "OK"),
        ("keyboard-interactive", "OK"),
    ]
    wrong = p.transport(user=None)
    with pytest.raises(paramiko.AuthenticationException):
        wrong.auth_interactive("demo", lambda _, __, asked: ["demo" for _ in asked])
    assert len(wrong.of_type(INFO_REQUEST)) == 2


@probe("auth/password-or-questions.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    assert probes_methods(transport) == refusal(b"password,keyboard-interactive")
    with pytest.raises(paramiko.AuthenticationException):
        transport.auth_password("demo", "wrong", fallback=False)
    assert transport.of_type(FAILURE)[-1] == refusal(b"password,keyboard-interactive")
    transport.auth_interactive("demo", lambda _, __, asked: ["demo" for _ in asked])
    assert transport.is_authenticated()
    assert p.transport().is_authenticated()


@probe("auth/second-factor.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    assert probes_methods(transport) == refusal(b"password")
    assert transport.auth_password("demo", "demo", fallback=False) == ["keyboard-interactive"]
    assert transport.of_type(FAILURE)[-1] == refusal(b"keyboard-interactive", partial=True)
    transport.auth_interactive("demo", lambda _, __, asked: ["123456" for _ in asked])
    assert transport.of_type(INFO_REQUEST) == [question([(b"Code: ", False)])]
    assert transport.is_authenticated()


def says(transport: TappedTransport, change: bool, *passwords: str) -> int:
    """Send a password request by hand; the number of the message that answers it."""
    before = len(transport.messages)
    message = paramiko.Message()
    message.add_byte(bytes([REQUEST]))
    for text in ("demo", "ssh-connection", "password"):
        message.add_string(text)
    message.add_boolean(change)
    for password in passwords:
        message.add_string(password)
    transport._send_message(message)
    # Waits for the reading thread, which goes on as long as the connection.
    for _ in range(100 * SECONDS):
        if len(transport.messages) > before or not transport.is_alive():
            break
        transport.join(0.01)
    return transport.messages[-1][0]


@probe("auth/password-expired.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    assert probes_methods(transport) == refusal(b"password")
    # paramiko knows nothing of changed passwords, and would take the request for another one.
    handler = transport.auth_handler
    table = {**handler._client_handler_table, PASSWORD_CHANGE: lambda *_: None}
    handler.__class__ = type("Handler", (type(handler),), {"_client_handler_table": table})

    assert says(transport, False, "demo") == PASSWORD_CHANGE
    body = string(b"Your password has expired.") + string(b"")
    assert transport.of_type(PASSWORD_CHANGE) == [body]
    assert says(transport, True, "demo", "demo") == PASSWORD_CHANGE
    assert says(transport, True, "wrong", "new") == FAILURE
    assert says(transport, True, "demo", "new") == SUCCESS
    assert p.transport(password="new").is_authenticated()
    with pytest.raises(paramiko.AuthenticationException):
        p.transport(password="demo")


@probe("auth/three-attempts.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    for _ in range(2):
        with pytest.raises(paramiko.AuthenticationException):
            transport.auth_password("demo", "wrong", fallback=False)
        assert transport.of_type(FAILURE)[-1] == refusal(b"gssapi-with-mic")
        banner = string(b"Try again, demo.\n") + string(b"")
        assert transport.of_type(BANNER)[-1] == banner
    with pytest.raises(paramiko.SSHException):
        transport.auth_password("demo", "wrong", fallback=False)
    assert len(transport.of_type(FAILURE)) == 2
    assert transport.ended() == DISCONNECTED
    # The reason and the words of OpenSSH.
    assert transport.disconnected == (2, "Too many authentication failures")


@probe("auth/home-by-rule.json")
def _(p: Probe) -> None:
    session = p.session()
    assert session.real_path(b".").name == b"/in"
    assert session.names(b"/") == {b"in"}
    assert session.read(b"today.txt") == b"today\n"
    assert session.real_path(b"/../..").name == b"/"
    assert not session.exists(b"/secret.txt")
    # The link leads to /secret.txt as the user sees it, which is not there.
    assert session.lstat(b"out").size == len(b"../../../secret.txt")
    assert session.real_path(b"out").name == b"/secret.txt"
    with pytest.raises(Exception, match="(?i)no such file"):
        session.stat(b"out")


@probe("connection/host-key-changed.json")
def _(p: Probe) -> None:
    first = p.transport().get_remote_server_key()
    others = []
    for _ in range(2):
        transport = TappedTransport(p.server())
        transport.start_client(timeout=SECONDS)
        others.append(transport.get_remote_server_key())
        transport.close()
    assert others[0] == others[1]
    assert others[0] != first


@probe("auth/reset-at-success.json")
def _(p: Probe) -> None:
    transport = p.transport(user=None)
    with pytest.raises(paramiko.AuthenticationException):
        transport.auth_password("demo", "wrong", fallback=False)
    with pytest.raises((paramiko.SSHException, EOFError, OSError)):
        transport.auth_password("demo", "demo", fallback=False)
    assert transport.ended() == RESET
    assert transport.of_type(SUCCESS) == []
    (entry,) = p.acted("cut off")
    # What came of it is the event; that nobody was told is the rule's doing.
    assert (entry["event"], entry["status"]) == ("userAuthResult", "OK")
    assert p.session().names(b"/home/demo") == set()


@probe("auth/slow-login.json")
def _(p: Probe) -> None:
    p.session()
    p.session()
    answers = p.acted("slow answer", count=2)
    channels = p.acted("slow channel", count=2)
    waits = [entry["durationMicroseconds"] for entry in answers + channels]
    assert all(100_000 <= wait <= 400_000 for wait in waits[:2])
    assert all(wait <= 1_000_000 for wait in waits[2:])
    # The seed is that of the file, and connections draw for themselves.
    assert len(set(waits)) == 4
