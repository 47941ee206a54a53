"""asyncssh's SFTP server on the loopback interface, for the differential run.

Serves its working directory to demo/demo, says its port in one line of JSON, ends with its input.
"""

import asyncio
import json
import sys

import asyncssh


class Login(asyncssh.SSHServer):
    """One user with a password."""

    def begin_auth(self, username: str) -> bool:
        """Always ask."""
        return True

    def password_auth_supported(self) -> bool:
        """Nothing but passwords."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """The only one."""
        return (username, password) == ("demo", "demo")


async def serve() -> None:
    """Listen until standard input ends."""
    acceptor = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=Login, sftp_factory=asyncssh.SFTPServer, sftp_version=6,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")], config=None,
    )
    print(json.dumps({"port": acceptor.get_port()}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    acceptor.close()


asyncio.run(serve())
