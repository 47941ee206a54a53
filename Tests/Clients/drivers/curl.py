"""curl's sftp:// (libssh2 in Debian's build)."""

import os
from pathlib import Path
from urllib.parse import quote

from drivers.base import EVERYTHING, PUBLIC_KEY, SYMLINK, Client, only_lines
from harness.outcome import Outcome


def quoted(word: str) -> str:
    """A word of a curl -Q command."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Curl(Client):
    """curl with one URL per run."""

    name = "curl"
    # With libssh2 1.10 the quote command makes the link, but curl reports a failure, whatever
    # the server (OpenSSH's too).
    can = EVERYTHING - {PUBLIC_KEY, SYMLINK}

    def url(self, path: str) -> str:
        """The URL of an absolute path."""
        return f"sftp://{self.server.host}:{self.server.port}{quote(os.fsencode(path))}"

    def curl(self, *arguments: str | Path) -> Outcome:
        """Run curl once."""
        return self.run(
            "curl", "-sS", "--max-time", str(self.seconds / 2), "--hostpubsha256",
            self.server.fingerprint.removeprefix("SHA256:"),
            "--user", f"{self.server.user}:{self.server.password}", *arguments,
        )

    def quote(self, command: str) -> Outcome:
        """Run one of curl's own SFTP commands and transfer nothing else but a listing."""
        return self.curl("-Q", command, "-o", "/dev/null", self.url(f"{self.server.home}/"))

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.curl("-T", local, self.url(remote))

    def download(self, remote: str, local: Path) -> Outcome:
        return self.curl("-o", local, self.url(remote))

    def resume_upload(self, local: Path, remote: str) -> Outcome:
        return self.curl("-C", "-", "-T", local, self.url(remote))

    def resume_download(self, remote: str, local: Path) -> Outcome:
        return self.curl("-C", "-", "-o", local, self.url(remote))

    def list(self, folder: str) -> Outcome:
        return self.curl("-l", self.url(f"{folder}/"))

    def names(self, outcome: Outcome) -> set[str]:
        return set(outcome.stdout.splitlines()) - {".", ".."}

    def stat(self, path: str) -> Outcome:
        folder, name = path.rsplit("/", 1)
        return only_lines(self.curl(self.url(f"{folder}/")), f" {name}")

    def rename(self, old: str, new: str) -> Outcome:
        return self.quote(f"rename {quoted(old)} {quoted(new)}")

    def remove(self, path: str) -> Outcome:
        return self.quote(f"rm {quoted(path)}")

    def make_folder(self, path: str) -> Outcome:
        return self.quote(f"mkdir {quoted(path)}")

    def remove_folder(self, path: str) -> Outcome:
        return self.quote(f"rmdir {quoted(path)}")

    def chmod(self, path: str, mode: int) -> Outcome:
        return self.quote(f"chmod {mode:o} {quoted(path)}")
