"""Scenarios/CLIENTS.md: whole, written from the results, and still so for a few clients."""

import pytest

from client_table import PAGE, SCENARIOS, load, shipped
from table.clients import COLUMNS, driver, release
from table.judge import judge
from table.page import page

pytestmark = pytest.mark.needs_double

# Quick ones whose outcome depends on nobody's being faster.
SAMPLE = [
    ("handshake/closed-before-version.json", "paramiko"),
    ("directory/disconnect-on-opendir.json", "libssh"),
    ("open/lock-conflict.json", "openssh-sftp"),
    ("read/short-read.json", "psftp"),
    ("read/short-read.json", "curl"),
    ("rename/rename-unsupported.json", "asyncssh"),
    ("status/02-no-such-file.json", "go-sftp"),
    ("write/close-fails-late.json", "libssh2"),
    ("write/upload-vanishes.json", "rclone"),
]


def test_every_scenario_was_met_by_every_client() -> None:
    """If not: CI/client-table --missing."""
    rows = load()["scenarios"]
    assert [name for name in shipped() if name not in rows] == [], "no row, or an old one"
    assert [name for name, row in rows.items() if list(row["clients"]) != COLUMNS] == []


def test_the_page_is_that_of_the_results() -> None:
    """If not: CI/client-table --page."""
    assert PAGE.read_text() == page(load())


@pytest.mark.parametrize("name, column", SAMPLE)
def test_a_client_still_does_what_the_table_says(name: str, column: str) -> None:
    results = load()
    kind = driver(column, 3)
    assert kind is not None
    if why := kind.missing():
        pytest.skip(why)
    if results["clients"][column] != release(column):
        pytest.skip(f"the table is of {column} {results['clients'][column]}")
    found = judge(SCENARIOS / name, name, column)
    assert found.what == results["scenarios"][name]["clients"][column]["what"], found
