"""asyncssh's SFTP server on standard input and output, for `sftp-double fuzz server --stdio`.

Serves what its user may reach, beginning in the current folder. The session's code is asyncssh's;
only the SSH channel below it is replaced by pipes.
"""

import asyncio
import sys
from unittest.mock import Mock

import asyncssh
from asyncssh.logging import logger
from asyncssh.sftp import run_sftp_server


class Reader:
    """What the session asks of an SSHReader."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        """Read from a pipe."""
        self.logger = logger
        self._stream = stream

    async def readexactly(self, count: int) -> bytes:
        """Exactly so many bytes, or an error at the end."""
        return await self._stream.readexactly(count)

    def get_extra_info(self, _name: str, default: object = None) -> object:
        """Nothing is known of the peer."""
        return default


class Channel:
    """What the session asks of the channel."""

    def is_closing(self) -> bool:
        """Pipes are open until the process ends."""
        return False

    async def wait_closed(self) -> None:
        """Nothing to wait for."""


class Writer:
    """What the session asks of an SSHWriter."""

    channel = Channel()

    def write(self, data: bytes) -> None:
        """Write all of it."""
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def close(self) -> None:
        """The process ends instead."""


async def serve() -> None:
    """Serve one session."""
    # Its own limit holds back what has not been read yet; the session asks for up to 4 MiB.
    stream = asyncio.StreamReader(limit=8 << 20)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), sys.stdin
    )
    channel = Mock()
    channel.get_extra_info.return_value = None
    await run_sftp_server(asyncssh.SFTPServer(channel), Reader(stream), Writer(), 6)


asyncio.run(serve())
