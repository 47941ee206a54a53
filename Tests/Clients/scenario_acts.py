"""What clients are told to do in test_scenarios.py, and how their words are judged."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.base import Client
from harness.outcome import ClientHangs, Outcome

# Makes a client act and checks its words.
Act = Callable[[Client, Path], None]


def content(size: int) -> bytes:
    """The bytes of an upload of this size; no two neighbouring blocks are alike."""
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def judge(outcome: Outcome, says: tuple[str, ...]) -> None:
    """Check for success, or for a failure in these words."""
    if says:
        outcome.check_failed(*says)
    else:
        outcome.check()


def puts(path: str, size: int, *says: str) -> Act:
    """Upload that many bytes; with words: it fails and says so."""

    def act(client: Client, folder: Path) -> None:
        local = folder / "sent"
        local.write_bytes(content(size))
        judge(client.upload(local, path), says)

    return act


def gets(path: str, *says: str, size: int | None = None) -> Act:
    """Download a file; with words: it fails and says so; with a size: so much arrives."""

    def act(client: Client, folder: Path) -> None:
        local = folder / "got"
        judge(client.download(path, local), says)
        if size is not None:
            assert local.stat().st_size == size

    return act


def gets_in_vain(path: str, *says: str) -> Act:
    """Download on a connection that ends; SIGPIPE may end the client without a word."""

    def act(client: Client, folder: Path) -> None:
        outcome = client.download(path, folder / "got").check_failed()
        if outcome.status != -signal.SIGPIPE:
            outcome.check_says(*says)

    return act


def appends(path: str, size: int, *says: str) -> Act:
    """Resume an upload that is to become this long."""

    def act(client: Client, folder: Path) -> None:
        local = folder / "sent"
        local.write_bytes(content(size))
        judge(client.resume_upload(local, path), says)

    return act


def lists(path: str, *says: str) -> Act:
    """List a folder."""
    return lambda client, folder: judge(client.list(path), says)


def lists_in_vain(path: str, *says: str) -> Act:
    """List a folder on a connection that ends. The client says so in one of these ways, as it may
    meet the end when it reads or when it writes, or SIGPIPE ends it without a word."""

    def act(client: Client, folder: Path) -> None:
        outcome = client.list(path).check_failed()
        said = outcome.output.lower()
        if outcome.status != -signal.SIGPIPE and not any(way.lower() in said for way in says):
            outcome.check_says(*says)

    return act


def renames(old: str, new: str, *says: str) -> Act:
    """Rename a file."""
    return lambda client, folder: judge(client.rename(old, new), says)


def removes(path: str, *says: str) -> Act:
    """Remove a file."""
    return lambda client, folder: judge(client.remove(path), says)


def removes_folder(path: str, *says: str) -> Act:
    """Remove a folder."""
    return lambda client, folder: judge(client.remove_folder(path), says)


def symlinks(target: str, link: str, *says: str) -> Act:
    """Create a symbolic link."""
    return lambda client, folder: judge(client.symlink(target, link), says)


def makes_folder(path: str, *says: str) -> Act:
    """Create a folder."""
    return lambda client, folder: judge(client.make_folder(path), says)


def changes_mode(path: str, *says: str) -> Act:
    """Set permission bits."""
    return lambda client, folder: judge(client.chmod(path, 0o600), says)


def one_after_the_other(*acts: Act) -> Act:
    """Do all of these."""

    def act(client: Client, folder: Path) -> None:
        for step in acts:
            step(client, folder)

    return act


def within(seconds: float, act: Act) -> Act:
    """Give the client only so much time for each run, its own time-outs included."""

    def limited(client: Client, folder: Path) -> None:
        client.seconds = seconds
        act(client, folder)

    return limited


def hangs(act: Act) -> Act:
    """The client never ends by itself."""

    def endless(client: Client, folder: Path) -> None:
        client.seconds = 5
        with pytest.raises(ClientHangs):
            act(client, folder)

    return endless


def takes(at_least: float, act: Act) -> Act:
    """The client's run must last this many seconds or more."""

    def timed(client: Client, folder: Path) -> None:
        started = time.monotonic()
        act(client, folder)
        assert time.monotonic() - started >= at_least

    return timed
