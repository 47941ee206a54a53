"""Each shipped scenario, seen by real clients or the bare session, and by the journal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import StartDouble
from drivers.base import Client
from harness.journal import acted
from harness.rawsftp import RawSession
from harness.server import REPOSITORY, Server
from scenario_cases import CASES as FIRST_CASES
from scenario_cases import Case
from scenario_raw import PREFIX
from scenario_versions import CASES as VERSION_CASES

pytestmark = pytest.mark.needs_double

CASES = FIRST_CASES + VERSION_CASES
SCENARIOS = REPOSITORY / "Scenarios"
RUNS = [
    pytest.param(case, name, id=f"{case.file.removesuffix('.json')}-{name}")
    for case in CASES
    for name in case.clients
]


@pytest.mark.parametrize("case, name", RUNS)
def test_the_client_sees_what_the_scenario_says(
    case: Case,
    name: str,
    start_double: StartDouble,
    make_client: Callable[[str, Server], Client],
    tmp_path: Path,
) -> None:
    double = start_double(SCENARIOS / case.file)
    server = double.server()

    bare = name.startswith(PREFIX)
    case.clients[name](Client(server, tmp_path) if bare else make_client(name, server), tmp_path)

    for fields in case.journal:
        conditions = dict(fields)
        if rule := conditions.pop("rule", None):
            conditions["rules"] = acted(rule)
        double.journal.wait_for(**conditions)
    if case.files:
        with RawSession(server) as witness:
            for path, check in case.files.items():
                data = None
                if witness.exists(path.encode()):
                    data = witness.read(path.encode())
                assert check(data), f"{path}: {data if data is None else data[:200]}"
    double.stop(case.exit_statuses(name))


def test_every_case_has_a_scenario_and_two_clients() -> None:
    """Or the bare session, where no other client does what it is about."""
    shipped = {str(path.relative_to(SCENARIOS)) for path in SCENARIOS.glob("*/*.json")}
    covered: dict[str, set[str]] = {case.file: set() for case in CASES}
    for case in CASES:
        covered[case.file] |= case.clients.keys()

    assert covered.keys() - shipped == set(), "cases without a scenario"
    for file, names in covered.items():
        assert len(names) >= 2 or any(name.startswith(PREFIX) for name in names), file
