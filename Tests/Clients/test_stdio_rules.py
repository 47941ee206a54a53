"""`sftp-double stdio`: what rules can do to a session over pipes, and what they cannot."""

import signal
import struct
import time
from pathlib import Path

import pytest

from harness.channel import Pipes
from harness.journal import Journal, acted
from harness.outcome import Outcome
from harness.protocol import Pflags
from harness.rawsftp import FileSession
from harness.replies import StatusError
from harness.server import double_binary
from test_stdio import init, over_pipes, stdio

pytestmark = pytest.mark.needs_double


def scenario_file(tmp_path: Path, text: str) -> Path:
    """A scenario with these members."""
    path = tmp_path / "scenario.json"
    path.write_text('{"version": 1, ' + text + "}")
    return path


def test_rules_on_connected_and_disconnected_are_asked(tmp_path: Path) -> None:
    scenario = scenario_file(
        tmp_path,
        '"rules": [{"name": "in", "on": "connected", "do": {"limits": {"openHandles": 1}}},'
        ' {"name": "out", "on": "disconnected", "do": {"log": "gone"}}]',
    )
    journal = Journal(tmp_path / "journal.jsonl")
    pipes = Pipes([double_binary(), "stdio", scenario, "--journal", journal.path], tmp_path)
    session = FileSession(pipes, 3)
    session.open(b"/home/demo/a", Pflags.WRITE | Pflags.CREAT)
    with pytest.raises(StatusError):
        session.open(b"/home/demo/b", Pflags.WRITE | Pflags.CREAT)
    session.close()
    pipes.close()

    assert [entry["event"] for entry in journal.wait_for(count=1, rules=acted("in"))] == [
        "connected"
    ]
    (left,) = journal.wait_for(count=1, event="disconnected")
    assert left["rules"] == ["out"]
    assert [line["text"] for line in journal.matching(kind="log")] == ["gone"]


def test_a_session_ended_on_connected_says_nothing(tmp_path: Path) -> None:
    scenario = scenario_file(
        tmp_path, '"rules": [{"name": "no", "on": "connected", "do": {"connection": "fin"}}]'
    )
    done = stdio(scenario, sent=init(3))

    assert (done.returncode, done.stdout) == (255, b"")


def test_the_root_of_a_user_is_what_the_client_sees(tmp_path: Path) -> None:
    scenario = scenario_file(
        tmp_path,
        '"users": [{"name": "demo", "password": "demo", "home": "/", "root": "/srv/jail"}],'
        ' "files": {"/srv/jail/in.txt": {"text": "in"}, "/out.txt": {"text": "out"}}',
    )
    shown = over_pipes("ls -1 /\nget /in.txt in\n", tmp_path, scenario).check()

    assert (tmp_path / "in").read_text() == "in"
    assert "out.txt" not in shown.stdout


READ_RULE = '"rules": [{"name": "line", "on": "fileOpen", "do": {"stream": %s}}], '
BIG = '"files": {"/home/demo/big.bin": {"size": "256KiB", "content": "random"}}, "seed": 1'


def download(tmp_path: Path, stream: str) -> tuple[Outcome, float]:
    """Get a file of 256 KiB by OpenSSH's sftp through this fault."""
    scenario = scenario_file(tmp_path, READ_RULE % stream + BIG)
    began = time.monotonic()
    outcome = over_pipes("get /home/demo/big.bin got\n", tmp_path, scenario)
    return outcome, time.monotonic() - began


def test_a_throttle_is_kept_over_pipes(tmp_path: Path) -> None:
    outcome, seconds = download(tmp_path, '{"direction": "down", "throttle": "256KiB"}')

    outcome.check()
    assert (tmp_path / "got").stat().st_size == 256 << 10
    assert seconds >= 0.9


def test_latency_and_slices_change_no_byte_over_pipes(tmp_path: Path) -> None:
    fault = '{"direction": "both", "latency": "5ms", "slice": {"size": "1000B", "pause": "100us"}}'
    outcome, _ = download(tmp_path, fault)
    outcome.check()
    slow = (tmp_path / "got").read_bytes()
    (tmp_path / "got").unlink()
    download(tmp_path, '{"direction": "up", "throttle": "1GiB"}')[0].check()

    assert slow == (tmp_path / "got").read_bytes() and len(slow) == 256 << 10


def test_a_cut_ends_the_pipe_after_its_last_byte(tmp_path: Path) -> None:
    scenario = scenario_file(
        tmp_path,
        '"rules": [{"name": "line", "on": "init", "do": {"stream":'
        ' {"direction": "down", "cutAfter": {"bytes": "7B", "end": "fin"}}}}]',
    )
    done = stdio(scenario, sent=init(3))

    assert (done.returncode, len(done.stdout)) == (255, 7)
    assert done.stdout[4:7] == bytes([2, 0, 0])


def test_bytes_are_changed_at_their_place_over_pipes(tmp_path: Path) -> None:
    scenario = scenario_file(
        tmp_path,
        '"rules": [{"name": "line", "on": "init", "do": {"stream": {"direction": "down",'
        ' "corrupt": {"at": "4B", "xor": {"hex": "80"}}}}}]',
    )
    done = stdio(scenario, sent=init(3))

    assert done.returncode == 0
    assert done.stdout[4:9] == bytes([2 | 0x80, 0, 0, 0, 3])


@pytest.mark.parametrize("dead", ['"stall": "everything"', '"stall": "reading"', '"stall": "answering"'])
def test_a_dead_line_ends_when_the_client_goes_and_by_sigterm(
    dead: str, tmp_path: Path
) -> None:
    scenario = scenario_file(
        tmp_path, '"rules": [{"name": "line", "on": "fileOpen", "do": {%s}}]' % dead
    )
    for leaves in (True, False):
        journal = Journal(tmp_path / f"journal-{leaves}.jsonl")
        pipes = Pipes([double_binary(), "stdio", scenario, "--journal", journal.path], tmp_path)
        session = FileSession(pipes, 3)
        session.post(
            3, struct.pack(">I", 2) + b"/a" + struct.pack(">II", Pflags.READ, 0)
        )
        session.post(17, struct.pack(">I", 1) + b"/")
        pipes.settimeout(0.2)
        if leaves:
            assert pipes.process.stdin
            pipes.process.stdin.close()
        else:
            pipes.process.send_signal(signal.SIGTERM)
        assert pipes.process.wait(10) in (0, 255)
        assert len(journal.matching(event="disconnected")) == 1
        pipes.close()


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ('"connection": "reset"', "a TCP reset needs SSH"),
        ('"connection": {"disconnect": {}}', "SSH_MSG_DISCONNECT needs SSH"),
        ('"rekey": "now"', '"rekey" needs SSH'),
        ('"endOnMessage": {"message": 2}', '"endOnMessage" needs SSH'),
        (
            '"stream": {"direction": "down", "cutAfter": {"bytes": "1B", "end": "reset"}}',
            "a TCP reset needs SSH",
        ),
    ],
)
def test_what_a_pipe_cannot_do_is_refused_before_it_starts(
    action: str, words: str, tmp_path: Path
) -> None:
    scenario = scenario_file(
        tmp_path, '"rules": [{"name": "wish", "on": "fileOpen", "do": {%s}}]' % action
    )
    done = stdio(scenario, sent=init(3))

    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith('sftp-double: rule "wish": ') and words in line


def test_what_never_happens_on_a_pipe_is_told(tmp_path: Path) -> None:
    scenario = scenario_file(
        tmp_path,
        '"server": {"banner": "hello", "idle": {"after": "10s"}}, '
        '"users": [{"name": "a", "password": "a"}, {"name": "b", "password": "b"}], '
        '"rules": [{"name": "key", "on": "userAuthRequest", "do": {"connection": "reset"}}]',
    )
    done = stdio(scenario, sent=init(3))

    assert done.returncode == 0
    lines = done.stderr.decode().splitlines()
    assert all(line.startswith("sftp-double: warning: ") for line in lines[:3]), lines
    assert "userAuthRequest" in lines[0] and "login" in lines[1] and "a's" in lines[2]
