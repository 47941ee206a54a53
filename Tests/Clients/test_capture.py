"""`serve --capture`: whole sessions as conversations of the corpus."""

import os
import subprocess
from pathlib import Path

import pytest

from harness.rawsftp import RawSession
from harness.server import Double, double_binary

pytestmark = pytest.mark.needs_double


def replayed(*paths: Path) -> str:
    """What `fuzz replay` says of these; it has to be content."""
    done = subprocess.run(
        [double_binary(), "fuzz", "replay", *paths], capture_output=True, text=True, timeout=60,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
    )
    assert done.returncode == 0, done
    return done.stdout


@pytest.mark.parametrize("version", [3, 6])
def test_a_session_becomes_a_conversation(tmp_path: Path, version: int) -> None:
    captured = tmp_path / "captured"
    captured.mkdir()
    double = Double(tmp_path, "--capture", captured)
    try:
        with RawSession(double.server(), version) as session:
            session.write(b"/home/demo/a.txt", b"some text")
            assert session.read(b"/home/demo/a.txt") == b"some text"
        double.journal.wait_for(1, 5, event="disconnected")
        file = captured / "session-1.hex"
        text = file.read_text()
        assert text.count("client:\n") >= 5 and text.count("server:\n") >= 5
        assert '"some text"  # data' in text and '"/home/demo/a.txt"  # filename' in text
        assert "expect: error" not in text
        assert "1 cases, 0 failed" in replayed(file)
        shown = subprocess.run(
            [double_binary(), "fuzz", "show", file], capture_output=True, text=True, timeout=20,
        )
        assert shown.returncode == 0 and "SSH_FXP_WRITE" in shown.stdout, shown
        turns = [line for line in shown.stdout.splitlines() if line.startswith("--- turn ")]
        assert turns[:2] == ["--- turn 1, client", "--- turn 2, server"], shown
        double.stop()
    finally:
        double.kill()


def test_a_session_that_the_end_of_the_double_cuts_off_is_written(tmp_path: Path) -> None:
    captured = tmp_path / "captured"
    captured.mkdir()
    double = Double(tmp_path, "--capture", captured)
    try:
        first, second = RawSession(double.server()), RawSession(double.server())
        second.stat(b"/home/demo")
        double.stop()
        assert {path.name for path in captured.iterdir()} == {"session-1.hex", "session-2.hex"}
        assert "# permissions" in (captured / "session-2.hex").read_text()
        replayed(captured)
        first.transport.close(), second.transport.close()
    finally:
        double.kill()


def test_a_broken_packet_is_captured_with_its_verdict(tmp_path: Path) -> None:
    captured = tmp_path / "captured"
    captured.mkdir()
    double = Double(tmp_path, "--capture", captured)
    try:
        session = RawSession(double.server())
        session.send_packet(b"\x05\0\0\0\x07")
        assert session.receive().identifier == 7
        session.send_bytes(b"\0\0\0\0")
        double.journal.wait_for(1, 5, cause="lost framing: emptyPacket at 0 in field length")
        session.transport.close()
        double.journal.wait_for(1, 5, event="disconnected")
        text = (captured / "session-1.hex").read_text()
        assert "expect: error" in text and "expect: error emptyPacket" in text, text
        replayed(captured)
        double.stop()
    finally:
        double.kill()


def test_a_long_session_is_captured_in_part(tmp_path: Path) -> None:
    captured = tmp_path / "captured"
    captured.mkdir()
    double = Double(tmp_path, "--capture", captured)
    try:
        with RawSession(double.server()) as session:
            session.write(b"/home/demo/big", bytes(2_000_000))
        double.journal.wait_for(1, 5, event="disconnected")
        file = captured / "session-1.hex"
        assert "the beginning of" in file.read_text().splitlines()[0]
        assert file.stat().st_size < 1_000_000
        replayed(file)
        double.stop()
    finally:
        double.kill()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    done = subprocess.run(
        [double_binary(), "serve", "--capture", tmp_path / "none"], capture_output=True,
        text=True, timeout=10,
    )
    assert done.returncode == 6 and "cannot capture into" in done.stderr, done
