"""The same seed and the same client twice: the same journal and the same answers, times aside."""

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import StartDouble
from harness import requests
from harness.journal import Entry
from harness.protocol import Packet, Pflags
from harness.rawsftp import RawSession
from harness.server import Double, Server
from harness.wire import string

HOME = b"/home/demo"
PARALLEL = 50
# When something happened, and where the client's end of the connection was.
TIMES = {"timeNanoseconds", "durationMicroseconds"}
DRAWN = {
    "version": 1,
    "seed": 11,
    "files": {"/home/demo/shared.bin": {"size": "64KiB", "content": "random"}},
    "rules": [
        {"name": "fails", "on": ["fileRead", "fileWrite"], "per": "connection",
         "probability": 0.2,
         "do": {"status": {"code": "FAILURE", "message": "no ${count} ${random:12}"}}},
        {"name": "damages", "on": "fileRead", "per": "connection", "probability": 0.3,
         "phase": "after", "do": {"data": {"corrupt": {"flips": 3}}}},
        {"name": "waits", "on": "getAttributes", "per": "connection", "probability": 0.5,
         "do": {"delay": {"uniform": {"from": "0ms", "to": "4ms"}}}},
        {"name": "slow", "on": "userAuthRequest",
         "do": {"delay": {"logNormal": {"median": "1ms", "atMost": "5ms"}}}},
        {"name": "ends", "on": "fileClose", "per": "connection", "probability": 0.1,
         "do": {"connection": "reset"}},
    ],
}


def run(server: Server) -> list[bytes]:
    """What every session asks, one request at a time; all answers until the connection ends."""
    answers = []
    session = RawSession(server)

    def ask(kind: int, payload: bytes) -> bytes:
        session.post(kind, payload)
        answers.append(session.receive_packet())
        return answers[-1]

    try:
        for step in range(6):
            # Handles are asked for anew, as sessions share nothing but the file.
            opened = ask(Packet.OPEN, requests.open_file(
                HOME + b"/shared.bin", Pflags.READ | Pflags.WRITE, session.version))
            handle = opened[9:]
            for offset in range(0, 8 * 1000, 1000):
                ask(Packet.READ, requests.read(handle, offset, 1000))
                # Behind what is read, and the same from every session.
                ask(Packet.WRITE, requests.write(handle, 32768 + offset, bytes([step]) * 10))
                ask(Packet.STAT, string(HOME))
            ask(Packet.MKDIR, requests.set_stat(HOME, requests.NO_ATTRIBUTES, session.version))
            ask(Packet.CLOSE, string(handle))
    except (EOFError, OSError):
        answers.append(b"the connection ended")
    finally:
        session.close()
    # Only times of the files' attributes may differ.
    return [answer for answer in answers if answer[:1] != bytes([Packet.ATTRS])]


def untimed(entry: Entry) -> Entry:
    """An entry without its times, its place among other connections, and the client's port."""
    kept = {key: value for key, value in entry.items() if key not in TIMES | {"n"}}
    if entry.get("event") == "connectionRequest":
        kept["message"] = kept["message"].rpartition(":")[0]
    return kept


def by_connection(double: Double) -> dict[int, list[Entry]]:
    """What the journal says of each connection, in its order."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in double.journal.entries():
        if "connection" in entry:
            entries[entry["connection"]].append(untimed(entry))
    return entries


def played(
    start_double: StartDouble, folder: Path, sessions: int
) -> tuple[dict[int, list[Entry]], list[list[bytes]]]:
    """The journal by connection, and the answers of all sessions, after so many at once."""
    path = folder / "drawn.json"
    path.write_text(json.dumps(DRAWN))
    double = start_double(path)
    server = double.server()
    with ThreadPoolExecutor(sessions) as pool:
        answers = list(pool.map(run, [server] * sessions))
    double.journal.wait_for(sessions, event="disconnected", seconds=30)
    double.stop()
    # Which session got which number is the machine's affair.
    return by_connection(double), sorted(answers)


@pytest.mark.parametrize("sessions", [1, PARALLEL])
def test_the_same_seed_gives_the_same_journal_and_answers(
    sessions: int, start_double: StartDouble, tmp_path: Path
) -> None:
    first, told = played(start_double, tmp_path, sessions)
    second, told_again = played(start_double, tmp_path, sessions)

    assert len(first) == sessions
    for connection, entries in first.items():
        assert entries == second[connection], connection
    assert told == told_again
    acted = {rule for entries in first.values() for entry in entries
             for rule in entry.get("rules", [])}
    wanted = {"fails", "damages", "waits", "slow"} | ({"ends"} if sessions > 1 else set())
    assert acted >= wanted
