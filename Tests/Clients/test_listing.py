"""A folder of 10,000 entries, listed by every client that lists."""

import json
import uuid
from collections.abc import Callable, Iterator

import pytest

from drivers import CLIENTS
from drivers.base import LIST, Client
from harness.rawsftp import RawSession
from harness.server import Double, Server, foreign_server

COUNT = 10_000
NAMES = {f"entry-{number:05}.txt" for number in range(COUNT)}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose folder `many` has 10,000 empty files; the double's come from a scenario."""
    folder = tmp_path_factory.mktemp("crowded")
    foreign = foreign_server(folder)
    if foreign:
        foreign.home += f"/{uuid.uuid4()}"
        with RawSession(foreign) as session:
            session.make_directory(foreign.home.encode())
            session.make_directory(foreign.path("many").encode())
            session.make_empty_files(
                foreign.path("many").encode(), [name.encode() for name in sorted(NAMES)]
            )
        yield foreign
        return
    files = {f"/home/demo/many/{name}": {"text": ""} for name in sorted(NAMES)}
    scenario = folder / "crowded.json"
    scenario.write_text(json.dumps({"version": 1, "files": files}, indent=1))
    double = Double(folder, scenario)
    try:
        yield double.server()
        double.stop()
    finally:
        double.kill()


@pytest.mark.parametrize("name", [n for n, driver in CLIENTS.items() if LIST in driver.can])
def test_ten_thousand_entries_are_all_listed(
    name: str, crowded: Server, make_client: Callable[[str, Server], Client]
) -> None:
    client = make_client(name, crowded)

    found = client.names(client.list(crowded.path("many")).check())

    assert len(found) == COUNT, f"{len(found)} names, first lacking: {min(NAMES - found)}"
    assert found == NAMES
