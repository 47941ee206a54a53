"""The table of test_scenarios.py: what real clients do under each scenario, and what they say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivers.base import Client
from harness.outcome import Outcome

# Makes a client act and checks its words.
Act = Callable[[Client, Path], None]
# Judges a file on the server afterwards; nil stands for a file that is not there.
Check = Callable[[bytes | None], bool]


@dataclass(frozen=True)
class Case:
    """One scenario and how it shows."""

    file: str
    clients: dict[str, Act]
    # Rule name to fields of a journal entry on which it acted.
    journal: dict[str, dict[str, Any]]
    files: dict[str, Check] = field(default_factory=dict)
    user: str = "demo"
    password: str = "demo"
    home: str = ""
    exit_status: int = 0


def puts(path: str, size: int, *says: str) -> Act:
    """Upload that many bytes; with words: it fails and says so."""

    def act(client: Client, folder: Path) -> None:
        local = folder / "sent"
        local.write_bytes(bytes(index % 251 for index in range(size)))
        judge(client.upload(local, path), says)

    return act


def gets(path: str, *says: str) -> Act:
    """Download a file; with words: it fails and says so."""

    def act(client: Client, folder: Path) -> None:
        judge(client.download(path, folder / "got"), says)

    return act


def judge(outcome: Outcome, says: tuple[str, ...]) -> None:
    """Check for success, or for a failure in these words."""
    if says:
        outcome.check_failed(*says)
    else:
        outcome.check()


CASES: list[Case] = []
