"""What is only seen when a client speaks a certain version of SFTP."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import StartDouble
from drivers.base import Client
from harness.protocol import Packet, Pflags, Status
from harness.rawsftp import RawSession
from harness.server import Server

pytestmark = pytest.mark.needs_double

MakeClient = Callable[[str, Server], Client]


@pytest.mark.parametrize("name", ["asyncssh-v4", "asyncssh-v5"])
def test_a_symbolic_link_in_the_order_of_the_drafts(
    name: str, start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    scenario = tmp_path / "order.json"
    scenario.write_text('{"version": 1, "server": {"symlinkOrder": "draft"}}')
    server = start_double(scenario).server()

    make_client(name, server).symlink("target", server.path("link")).check()

    with RawSession(server) as witness:
        assert witness.read_link(server.path("link").encode()) == b"target"


@pytest.mark.parametrize("highest", [3, 4, 5])
@pytest.mark.parametrize("name", ["lftp", "asyncssh-v6", "net-sftp"])
def test_a_client_of_version_6_goes_down_to_what_the_server_has(
    name: str, highest: int, start_double: StartDouble, make_client: MakeClient, tmp_path: Path
) -> None:
    scenario = tmp_path / "old.json"
    scenario.write_text(
        f'{{"version": 1, "server": {{"versions": {{"max": {highest}}}}}, '
        '"files": {"/home/demo/a.txt": {"text": "from an old server"}}}'
    )
    double = start_double(scenario)
    server = double.server()

    make_client(name, server).download(server.path("a.txt"), tmp_path / "a.txt").check()

    assert (tmp_path / "a.txt").read_text() == "from an old server"
    (opened, *_) = double.journal.wait_for(event="fileOpen", status="OK")
    assert ("access" in opened) == (highest >= 5)


@pytest.mark.parametrize("version", [3, 4, 5, 6])
def test_the_witness_does_everything_in_every_version(version: int, server: Server) -> None:
    path = server.path("file").encode()
    folder = server.path("folder").encode()
    with RawSession(server, version) as session:
        assert session.greeting.version == version
        session.write(path, b"line one\nline two\n")
        session.make_directory(folder)
        session.rename(path, folder + b"/moved")
        session.link(b"moved", folder + b"/symbolic", True)
        session.link(folder + b"/moved", folder + b"/hard", False)
        session.set_mode(folder + b"/moved", 0o600)
        assert session.stat(folder + b"/symbolic").mode == 0o600
        assert session.read(folder + b"/hard") == b"line one\nline two\n"
        assert session.names(folder) == {b"moved", b"symbolic", b"hard"}
        handle = session.open(folder + b"/moved", Pflags.WRITE | Pflags.APPEND)
        assert session.request(Packet.FSTAT, b"").code == Status.BAD_MESSAGE
        session.close_handle(handle)
        for name in (b"moved", b"symbolic", b"hard"):
            session.remove(folder + b"/" + name)
        session.remove_directory(folder)
        assert not session.exists(folder)
