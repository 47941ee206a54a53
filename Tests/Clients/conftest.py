"""Fixtures: a running double (or a foreign server), a witness, one client."""

import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Before the first import of it, so that its asserts show what they compared.
pytest.register_assert_rewrite("probes")

from drivers import CLIENTS
from drivers.base import Client
from harness.rawsftp import RawSession
from harness.server import Double, Server, foreign_server

StartDouble = Callable[..., Double]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of test_differential.py is left to chance."""
    parser.addoption("--sequences", type=int, default=10, help="random sequences per server")
    parser.addoption("--steps", type=int, default=30, help="requests in each sequence")
    parser.addoption("--seed", default="1", help="what the sequences begin with")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what only the double can pass when SFTP_TARGET names another server."""
    if os.environ.get("SFTP_TARGET"):
        for item in items:
            if item.get_closest_marker("needs_double"):
                item.add_marker(pytest.mark.skip(reason="SFTP_TARGET is not the double"))


@pytest.fixture
def start_double(tmp_path: Path) -> Iterator[StartDouble]:
    """Start doubles with these arguments; each is stopped and its end checked."""
    running: list[Double] = []
    numbers = itertools.count()

    def start(*arguments: str | Path) -> Double:
        folder = tmp_path / f"double-{next(numbers)}"
        folder.mkdir()
        double = Double(folder, *arguments)
        running.append(double)
        return double

    yield start
    try:
        for double in running:
            if not double.stopped:
                double.stop()
    finally:
        for double in running:
            double.kill()


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Server:
    """A server of its own for one test: a fresh double, or a fresh folder on SFTP_TARGET."""
    foreign = foreign_server(tmp_path)
    if foreign is None:
        return request.getfixturevalue("start_double")().server()
    foreign.home += f"/{uuid.uuid4()}"
    with RawSession(foreign) as session:
        session.make_directory(foreign.home.encode())
    return foreign


@pytest.fixture
def witness(server: Server) -> Iterator[RawSession]:
    """An independent session that looks at what the client under test did."""
    with RawSession(server) as session:
        yield session


@pytest.fixture
def make_client(tmp_path: Path) -> Iterator[Callable[[str, Server], Client]]:
    """Make a client by name for a server; skip the test if this machine cannot run it."""
    made: list[Client] = []

    def make(name: str, server: Server) -> Client:
        driver = CLIENTS[name]
        why = driver.missing()
        if why:
            pytest.skip(why)
        scratch = tmp_path / f"client-{len(made)}-{name}"
        scratch.mkdir()
        made.append(driver(server, scratch))
        return made[-1]

    yield make
    for client in made:
        client.close()
