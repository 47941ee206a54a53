"""`sftp-double explain`, near misses and JUnit reports of `serve`, `stdio` and `check`."""

import json
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from conftest import StartDouble
from harness.protocol import Packet, Pflags
from harness.rawsftp import RawSession
from harness.replies import StatusError
from harness.server import STOP_SECONDS
from harness import requests
from test_command_line import CANNOT_WRITE, INVALID_INPUT, sftp_double

pytestmark = pytest.mark.needs_double

RULES = [
    {"name": "third stat", "on": "getAttributes", "skip": 2, "when": {"path": "/home/demo"},
     "do": {"status": "FAILURE"}},
    {"name": "elsewhere", "on": "getAttributes", "when": {"path": "/other/**"},
     "do": {"status": "NO_MEDIA"}},
    {"name": "never", "on": "fileRename", "do": {"status": "FAILURE"}},
    {"name": "late", "on": "getAttributes", "phase": "after", "when": {"outcome": "NO_SUCH_FILE"},
     "do": {"status": "OK"}},
]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The scenario of these tests."""
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"version": 1, "rules": RULES}))
    return path


def stats(session: RawSession, count: int) -> None:
    """STAT of the home, so often, whatever is answered."""
    for _ in range(count):
        try:
            session.exists(b"/home/demo")
        except StatusError:
            pass


def numbers(double, **fields) -> list[int]:
    """The numbers of matching records."""
    return [entry["n"] for entry in double.journal.matching(**fields)]


def test_an_entry_of_a_live_journal_is_explained(
    start_double: StartDouble, rules: Path
) -> None:
    double = start_double(rules)
    with RawSession(double.server()) as session:
        stats(session, 3)
        double.journal.wait_for(3, event="getAttributes")
        second, third = numbers(double, event="getAttributes")[1:3]

        before = sftp_double("explain", "--journal", double.journal.path, "--entry", second, rules)
        acted = sftp_double("explain", "--journal", double.journal.path, "--entry", third, rules)

    assert before.returncode == 0, before
    assert before.stdout.splitlines()[1:] == [
        '  rule "third stat": matched; this was match 2, it acts from match 3 on',
        '  rule "elsewhere": path: expected "/other/**", was "/home/demo"',
        '  rule "never": looks at fileRename',
        '  rule "late": outcome: expected NO_SUCH_FILE, was OK',
    ]
    assert acted.stdout.splitlines()[1:] == [
        '  rule "third stat" acted',
        '  rule "elsewhere": path: expected "/other/**", was "/home/demo"',
        '  rule "never": looks at fileRename',
        '  rule "late": looks at what is done, and a rule before kept it from being done',
    ]


def test_without_an_entry_every_rule_is_summed_up(start_double: StartDouble, rules: Path) -> None:
    double = start_double(rules)
    with RawSession(double.server()) as session:
        stats(session, 4)
    double.stop()

    done = sftp_double("explain", "--journal", double.journal.path, rules)

    third, fourth = numbers(double, event="getAttributes")[2:4]
    lines = done.stdout.splitlines()
    assert lines[0] == f'rule "third stat" acted 2 times: {third}, {fourth}'
    assert lines[1] == 'rule "elsewhere" did not act'
    assert lines[2].startswith("  nearest: record ")
    assert lines[3] == '    path: expected "/other/**", was "/home/demo"'
    assert 'rule "never" did not act' in lines
    assert "  no fileRename came that it looks at" in lines


def test_states_and_counters_per_connection_are_replayed(
    start_double: StartDouble, tmp_path: Path
) -> None:
    path = tmp_path / "states.json"
    path.write_text(json.dumps({
        "version": 1, "states": {"disk": {"initial": "ok"}},
        "rules": [
            {"name": "fills", "on": "dirCreate", "per": "connection", "skip": 1,
             "do": {"setState": {"disk": "full"}, "status": "FAILURE"}},
            {"name": "full", "on": "dirRemove", "when": {"state": {"disk": "full"}},
             "do": {"status": "FAILURE"}},
        ],
    }))
    double = start_double(path)

    def asking(ask) -> None:
        try:
            ask()
        except StatusError:
            pass

    with RawSession(double.server()) as one, RawSession(double.server()) as two:
        asking(lambda: one.remove_directory(b"/nothing"))
        for session in (one, two, one):
            asking(lambda: session.make_directory(b"/x"))
        asking(lambda: two.remove_directory(b"/nothing"))
    double.stop()

    def explained(number: int) -> list[str]:
        done = sftp_double("explain", "--journal", double.journal.path, "--entry", number, path)
        return done.stdout.splitlines()[1:]

    first, last = numbers(double, event="dirRemove")
    made = numbers(double, event="dirCreate")
    assert '  rule "full": state "disk": expected "full", was "ok"' in explained(first)
    assert '  rule "full" acted' in explained(last)
    text = "matched; this was match 1 of this connection, it acts from match 2 on"
    assert f'  rule "fills": {text}' in explained(made[1])
    assert '  rule "fills" acted' in explained(made[2])


@pytest.mark.parametrize("text, words", [
    ("nonsense\n", "line 1"), ('{"kind": "event"}\n', "line 1: no record"),
])
def test_what_is_no_journal_is_named_with_its_line(
    text: str, words: str, rules: Path, tmp_path: Path
) -> None:
    (tmp_path / "journal").write_text(text)
    done = sftp_double("explain", "--journal", tmp_path / "journal", rules)
    assert done.returncode == INVALID_INPUT and words in done.stderr


def test_a_record_that_is_not_there_is_an_error(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text('{"version":1,"kind":"start","seed":1}\n{"half')
    done = sftp_double("explain", "--journal", tmp_path / "journal", "--entry", "7", rules)
    assert done.returncode == INVALID_INPUT and "no record 7" in done.stderr


def test_serve_reports_near_misses_and_writes_junit(
    start_double: StartDouble, tmp_path: Path
) -> None:
    path, junit = tmp_path / "s.json", tmp_path / "junit.xml"
    path.write_text(json.dumps({
        "version": 1, "rules": RULES[:2],
        "expect": [{"event": "getAttributes", "count": 2}, {"event": "fileWrite"}],
    }))
    double = start_double(path, "--junit", junit)
    with RawSession(double.server()) as session:
        stats(session, 2)
    double.stop(statuses=[1])

    text = double.stderr.read_text()
    assert "expect[1] failed" in text
    assert "matched 2 times; this was match 2, it acts from match 3 on" in text
    assert 'path: expected "/other/**", was "/home/demo"' in text
    (suite,) = ElementTree.parse(junit).getroot().findall("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "2")


def test_stdio_writes_junit(tmp_path: Path) -> None:
    path, junit = tmp_path / "s.json", tmp_path / "junit.xml"
    path.write_text('{"version": 1, "expect": [{"event": "init"}]}')
    done = sftp_double("stdio", path, "--junit", junit)
    assert done.returncode == 1
    assert ElementTree.parse(junit).getroot().get("failures") == "1"


def test_check_writes_a_case_per_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"version": 1}')
    bad.write_text('{"version": 1, "ruels": []}')
    junit = tmp_path / "junit.xml"

    assert sftp_double("check", good, bad, "--junit", junit).returncode == INVALID_INPUT

    cases = ElementTree.parse(junit).getroot().findall("testsuite/testcase")
    assert [case.get("name") for case in cases] == [str(good), str(bad)]
    assert cases[0].find("failure") is None
    assert "did you mean" in cases[1].find("failure").get("message")


@pytest.mark.parametrize("command", ["check", "stdio"])
def test_a_report_that_cannot_be_written_is_an_error_exit(command: str, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"version": 1}')
    done = sftp_double(command, path, "--junit", tmp_path / "no/such.xml")
    assert done.returncode == CANNOT_WRITE and "no/such.xml" in done.stderr


STALLS = {
    "a session held for a day": [{"on": "fileWrite", "do": {"delay": "24h"}}],
    "replies held for a day": [
        {"on": "fileWrite", "do": {"delay": {"for": "24h", "holds": "reply"}}}],
    "a session at a gate": [{"on": "fileWrite", "do": {"pause": {"gate": "g", "atMost": "24h"}}}],
    "replies at a gate": [
        {"on": "fileWrite", "do": {"pause": {"gate": "g", "atMost": "24h", "holds": "reply"}}}],
    "no replies": [{"on": "fileWrite", "do": {"drop": True}}],
    "a login held for a day": [
        {"on": "userAuthRequest", "when": {"user": "eve"}, "do": {"delay": "24h"}}],
}


@pytest.mark.parametrize("what", STALLS)
def test_sigterm_ends_in_two_seconds_with_stalls_in_flight(
    what: str, start_double: StartDouble, tmp_path: Path
) -> None:
    path = tmp_path / "stall.json"
    path.write_text(json.dumps({"version": 1, "rules": STALLS[what]}))
    double = start_double(path)
    server = double.server()
    session = RawSession(server)
    handle = session.open(b"/home/demo/x", Pflags.WRITE | Pflags.CREAT)
    for offset in range(0, 100 * 1024, 1024):
        session.post(Packet.WRITE, requests.write(handle, offset, b"w" * 1024))
    client = None
    if what == "a login held for a day":
        client = subprocess.Popen(
            ["sftp", "-P", str(server.port), "-o", "StrictHostKeyChecking=no",
             "-o", f"UserKnownHostsFile={server.known_hosts}", "-o", "BatchMode=yes",
             "eve@127.0.0.1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        double.journal.wait_for(2, event="connectionRequest")
    elif "session" in what:
        double.journal.wait_for(1, event="fileOpen")
    else:
        # Its answer is no part of the test: it says that the writes have arrived.
        stats(session, 1)

    seconds = double.stop()

    assert seconds < STOP_SECONDS
    opened = double.journal.matching(event="connected")
    ended = double.journal.matching(event="disconnected")
    assert len(ended) >= len(opened) >= 1
    # What waited was not answered, and the journal says so; behind a session that waits nothing
    # was taken.
    if "login" not in what:
        writes = double.journal.matching(event="fileWrite")
        assert len(writes) == (1 if "session" in what else 100)
        assert not any("status" in entry for entry in writes)
    session.close()
    if client is not None:
        client.kill()
        client.wait()
