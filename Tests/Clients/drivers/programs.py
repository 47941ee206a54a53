"""Client libraries, each behind a small program with the same commands (see programs/)."""

import sys
from pathlib import Path

from drivers.base import (
    EVERYTHING, FOLDER, HARD_LINK, LATIN1, LOCK, PUBLIC_KEY, Client, Seen,
)
from harness import build
from harness.outcome import Outcome

PROGRAMS = Path(__file__).resolve().parents[1] / "programs"


class Program(Client):
    """One library; the subclass names the words that start its program."""

    def words(self) -> list[str]:
        """How the program is started."""
        raise NotImplementedError

    def command(self, *arguments: str | Path) -> Outcome:
        """Run one command of the program."""
        server = self.server
        return self.run(
            *self.words(), *arguments,
            SFTP_VERSION=str(self.version),
            SFTP_HOST=server.host,
            SFTP_PORT=str(server.port),
            SFTP_USER=server.user,
            SFTP_PASSWORD=server.password,
            SFTP_IDENTITY=str(self.identity or ""),
            SFTP_KNOWN_HOSTS=str(server.known_hosts),
            SFTP_HOST_KEY_SHA256=server.fingerprint_hex,
        )

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.command("upload", local, remote)

    def download(self, remote: str, local: Path) -> Outcome:
        return self.command("download", remote, local)

    def resume_upload(self, local: Path, remote: str) -> Outcome:
        return self.command("resume-upload", local, remote)

    def resume_download(self, remote: str, local: Path) -> Outcome:
        return self.command("resume-download", remote, local)

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.command("download-folder", remote, local)

    def list(self, folder: str) -> Outcome:
        return self.command("list", folder)

    def stat(self, path: str) -> Outcome:
        return self.command("stat", path)

    def seen(self, outcome: Outcome) -> Seen:
        return Seen.parse(outcome.stdout)

    def rename(self, old: str, new: str) -> Outcome:
        return self.command("rename", old, new)

    def remove(self, path: str) -> Outcome:
        return self.command("remove", path)

    def make_folder(self, path: str) -> Outcome:
        return self.command("mkdir", path)

    def remove_folder(self, path: str) -> Outcome:
        return self.command("rmdir", path)

    def chmod(self, path: str, mode: int) -> Outcome:
        return self.command("chmod", f"{mode:o}", path)

    def symlink(self, target: str, link: str) -> Outcome:
        return self.command("symlink", target, link)

    def hard_link(self, existing: str, link: str) -> Outcome:
        return self.command("link", existing, link)

    def lock(self, path: str) -> Outcome:
        return self.command("lock", path)


class Paramiko(Program):
    """paramiko (Python)."""

    name = "paramiko"

    def words(self) -> list[str]:
        return [sys.executable, str(PROGRAMS / "paramiko_client.py")]


class AsyncSSH(Program):
    """asyncssh (Python)."""

    name = "asyncssh"
    can = EVERYTHING | {HARD_LINK, FOLDER}

    def words(self) -> list[str]:
        return [sys.executable, str(PROGRAMS / "asyncssh_client.py")]


class AsyncSSH6(AsyncSSH):
    """asyncssh in version 6, which has locks."""

    can = AsyncSSH.can | {LOCK}


class LibSSH2(Program):
    """libssh2 (C)."""

    name = "libssh2"

    def words(self) -> list[str]:
        return [str(build.c_program(PROGRAMS / "libssh2_client.c", "libssh2"))]


class LibSSH(Program):
    """libssh's own sftp_* calls (C)."""

    name = "libssh"

    def words(self) -> list[str]:
        return [str(build.c_program(PROGRAMS / "libssh_client.c", "libssh"))]


class GoSFTP(Program):
    """pkg/sftp (Go), as Debian packages it."""

    name = "go-sftp"

    def words(self) -> list[str]:
        return [str(build.go_program(PROGRAMS / "go_client.go"))]


class PHPSecLib(Program):
    """phpseclib (PHP)."""

    name = "phpseclib"
    can = EVERYTHING - {PUBLIC_KEY}

    def words(self) -> list[str]:
        return ["php", str(PROGRAMS / "phpseclib_client.php")]


class NetSFTP(Program):
    """net-sftp (Ruby)."""

    name = "net-sftp"
    # Hard links and locks in version 6 only.
    can = EVERYTHING - {LATIN1, PUBLIC_KEY} | {HARD_LINK, LOCK, FOLDER}
    # The highest it knows, which it asks for unless told otherwise.
    version = 6

    def words(self) -> list[str]:
        return ["ruby", str(PROGRAMS / "netsftp_client.rb")]


class Erlang(Program):
    """Erlang/OTP's ssh_sftp, which works in versions 3, 5 and 6.

    In version 4 it leaves the type out of ATTRS. It asks for version 6 unless told otherwise, but
    gives up at an end-of-file in DATA, which this version has (ssh 4.15.2).
    """

    name = "erlang"
    can = EVERYTHING - {LATIN1, PUBLIC_KEY}

    def words(self) -> list[str]:
        return ["escript", str(PROGRAMS / "erlang_client.escript")]
