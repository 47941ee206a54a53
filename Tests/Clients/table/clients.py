"""The columns of the table: clients, which version of SFTP each is made to speak, and of which

release each is. JSch is here only: it knows no ed25519 host keys, which the other tests use.
"""

import importlib.metadata
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from drivers import CLIENTS
from drivers.base import EVERYTHING, LATIN1, PUBLIC_KEY, Client
from drivers.programs import PROGRAMS, Program
from harness import build

JSCH = Path("/usr/share/java/jsch.jar")


class Jsch(Program):
    """JSch (Java)."""

    name = "jsch"
    can = EVERYTHING - {LATIN1, PUBLIC_KEY}

    @classmethod
    def missing(cls) -> str | None:
        if not JSCH.exists() or not shutil.which("javac"):
            return "no JSch or no javac on this machine"
        return None

    def words(self) -> list[str]:
        compiled = build.java_program(PROGRAMS / "JschClient.java", JSCH)
        classes = os.pathsep.join([str(compiled), str(JSCH), "/usr/share/java/jzlib.jar"])
        # It is started hundreds of times: no second compiler, no large heap.
        return ["java", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", classes, "JschClient"]


COLUMNS = [
    "openssh-sftp", "openssh-scp", "lftp", "psftp", "curl", "sshfs", "rclone", "paramiko",
    "asyncssh", "libssh2", "libssh", "go-sftp", "phpseclib", "net-sftp", "erlang", "jsch",
]

# Who has to be asked to speak more than version 3, where a scenario is about more.
NEWER = {
    "asyncssh": {4: "asyncssh-v4", 5: "asyncssh-v5", 6: "asyncssh-v6"},
    "erlang": {4: "erlang-v5", 5: "erlang-v5", 6: "erlang-v6"},
}

# Their programs here know how to give a password and nothing else.
PASSWORD_ONLY = {"libssh2", "libssh", "go-sftp", "paramiko", "net-sftp", "erlang", "jsch"}

# Debian's packages of the clients that are no Python libraries.
PACKAGES = {
    "openssh-sftp": "openssh-client", "openssh-scp": "openssh-client", "lftp": "lftp",
    "psftp": "putty-tools", "curl": "curl", "sshfs": "sshfs", "rclone": "rclone",
    "libssh2": "libssh2-1", "libssh": "libssh-4", "go-sftp": "golang-github-pkg-sftp-dev",
    "phpseclib": "php-phpseclib3", "net-sftp": "ruby-net-sftp", "erlang": "erlang-ssh",
    "jsch": "libjsch-java",
}


def driver(column: str, version: int) -> type[Client] | None:
    """The client of a column that speaks at least this version, or nil: there is none."""
    if column == "jsch":
        return Jsch if version == 3 else None
    chosen = CLIENTS[NEWER.get(column, {}).get(version, column)]
    return chosen if chosen.version >= version else None


@cache
def release(column: str) -> str:
    """Which release of the client is installed."""
    if column not in PACKAGES:
        return importlib.metadata.version(column)
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}\n", PACKAGES[column]],
        capture_output=True, text=True, check=True,
    )
    # Without Debian's epoch.
    return shown.stdout.split()[0].partition(":")[2] or shown.stdout.split()[0]
