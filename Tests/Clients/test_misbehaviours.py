"""Scenarios/MISBEHAVIOURS.md: each of the 108 rows has scenarios that exist, or a reason."""

import re

from harness.server import REPOSITORY

SCENARIOS = REPOSITORY / "Scenarios"
ROW = re.compile(r"\| (?P<number>\d+) \| (?P<what>.+?) \| (?P<shown>.+?) \| (?P<source>.+?) \|")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def rows() -> dict[int, re.Match[str]]:
    """The rows of the table by number."""
    lines = (SCENARIOS / "MISBEHAVIOURS.md").read_text().splitlines()
    return {int(row["number"]): row for line in lines if (row := ROW.fullmatch(line))}


def test_every_row_is_in_the_table() -> None:
    assert list(rows()) == list(range(1, 109))


def test_every_row_names_scenarios_or_says_why_there_is_none() -> None:
    for number, row in rows().items():
        links = LINK.findall(row["shown"])
        assert links or row["shown"].startswith("not possible: "), number
        for label, target in links:
            assert label == target, number
            assert (SCENARIOS / target).is_file(), f"{number}: {target}"


def test_every_row_says_where_it_was_reported() -> None:
    for number, row in rows().items():
        assert row["source"] == "[WinSCP]" or LINK.fullmatch(row["source"]), number


def test_every_folder_of_scenarios_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    folders = {path.parent.name for path in SCENARIOS.glob("*/*.json")}
    assert {name for name in folders if f"(Scenarios/{name})" not in readme} == set()
