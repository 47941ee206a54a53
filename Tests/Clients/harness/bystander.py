"""A session that goes on working while something bad happens to its neighbours."""

import time

from harness.rawsftp import RawSession
from harness.server import Server

PATIENCE_SECONDS = 5


class Bystander:
    """Holds one session open and shows, on demand, that it still works and is not kept waiting."""

    def __init__(self, server: Server):
        self._path = server.path("bystander.txt").encode()
        self._session = RawSession(server)
        self._rounds = 0

    def check(self) -> None:
        """Write, read back and list over the session that was open before the trouble."""
        self._rounds += 1
        content = b"round %d\n" % self._rounds
        started = time.monotonic()
        self._session.write(self._path, content)
        assert self._session.read(self._path) == content
        waited = time.monotonic() - started
        assert waited < PATIENCE_SECONDS, f"the bystander was kept waiting {waited:.1f} s"

    def close(self) -> None:
        """End the session."""
        self._session.close()
