"""Raw-protocol probes: each scenario, asked for exact bytes or connection events.

A probe is a function with `@probe("topic/name.json")` in any module of this package;
`test_probes.py` starts a fresh double with that scenario, runs the function and stops the double.

    @probe("reply/id-zero.json")
    def _(p: Probe) -> None:
        s = p.session()
        s.post(Packet.STAT, string(b"/"))
        assert s.receive_packet()[:5] == bytes([Packet.ATTRS]) + u32(0)

No sleeps: wait for an answer, a journal entry or an end of the connection, all of them bounded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko

from harness.channel import open_subsystem
from harness.journal import Entry, Journal, acted
from harness.server import REPOSITORY, Double, Server
from probes.connections import ProbeSession, RawSocket, TappedTransport

SCENARIOS = REPOSITORY / "Scenarios"

Function = Callable[["Probe"], None]


@dataclass(frozen=True)
class Registered:
    """One probe of one scenario file."""

    file: str
    function: Function
    # What `serve` gets besides the scenario.
    arguments: tuple[str, ...]


PROBES: list[Registered] = []


def probe(*files: str, arguments: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Register a probe for these files in `Scenarios`; it runs once for each of them."""

    def register(function: Function) -> Function:
        PROBES.extend(Registered(file, function, arguments) for file in files)
        return function

    return register


class Probe:
    """What a probe works with: one double that runs one scenario."""

    def __init__(self, double: Double, file: str, folder: Path):
        self.double = double
        self.file = file
        # A folder of its own.
        self.folder = folder
        self._hang_ups: list[Callable[[], None]] = []

    @property
    def journal(self) -> Journal:
        """The double's journal."""
        return self.double.journal

    def server(self, user: str = "demo", password: str = "demo") -> Server:
        """What a client has to know to log in as this user."""
        return self.double.server(user, password)

    def transport(
        self, user: str | None = "demo", password: str = "demo", **options: Any
    ) -> TappedTransport:
        """An SSH connection that keeps all messages, logged in unless `user` is None.

        `options` go to paramiko.Transport.
        """
        transport = TappedTransport(self.server(), **options)
        self._hang_ups.append(transport.hang_up)
        transport.begin()
        if user is not None:
            transport.auth_password(user, password)
        return transport

    def channel(self, **login: Any) -> paramiko.Channel:
        """An SFTP channel to which nothing has been sent yet."""
        return open_subsystem(self.transport(**login))

    def session(
        self,
        version: int = 3,
        user: str = "demo",
        password: str = "demo",
        greet: bool = True,
        transport: TappedTransport | None = None,
    ) -> ProbeSession:
        """An SFTP session, on a connection of its own unless one is given.

        Without `greet` neither INIT is sent nor VERSION read.
        """
        if transport is None:
            transport = self.transport(user, password)
        session = ProbeSession(transport, version, greet)
        self._hang_ups.append(session.close)
        return session

    def socket(self) -> RawSocket:
        """A TCP connection on which nothing has been said yet."""
        connection = RawSocket(self.server())
        self._hang_ups.append(connection.close)
        return connection

    def acted(self, rule: str, count: int = 1, **fields: Any) -> list[Entry]:
        """Wait for journal entries on which this rule acted."""
        return self.journal.wait_for(count=count, rules=acted(rule), **fields)

    def stops(self, *statuses: int) -> None:
        """Hang up and stop the double, whose exit status must be one of these.

        0 is what a probe gets that does not call this; 1 says that an expectation was not met.
        """
        self.hang_up()
        self.double.stop(statuses or (0,))

    def hang_up(self) -> None:
        """End all connections."""
        while self._hang_ups:
            self._hang_ups.pop()()
