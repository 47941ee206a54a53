"""rclone's sftp backend, with its defaults: it also tries to run shell commands."""

from pathlib import Path

from drivers.base import FOLDER, FOLDERS, LIST, REMOVE, RENAME, STAT, Client, Seen
from harness.outcome import Outcome

QUIET = ["--config", "/dev/null", "--retries", "1", "--low-level-retries", "1"]


class Rclone(Client):
    """rclone on a connection string."""

    name = "rclone"
    can = frozenset({LIST, RENAME, REMOVE, FOLDERS, STAT, FOLDER})

    def remote(self, path: str) -> str:
        """An absolute path on the server as rclone writes it."""
        server = self.server
        obscured = self.run("rclone", "obscure", server.password).check().stdout.strip()
        options = {
            "host": server.host, "port": str(server.port), "user": server.user,
            "pass": obscured, "known_hosts_file": str(server.known_hosts),
        }
        joined = ",".join(f'{name}="{value}"' for name, value in options.items())
        return f":sftp,{joined}:{path}"

    def rclone(self, command: str, *arguments: str | Path) -> Outcome:
        """Run one rclone command."""
        return self.run("rclone", *QUIET, command, *arguments)

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.rclone("copyto", local, self.remote(remote))

    def download(self, remote: str, local: Path) -> Outcome:
        return self.rclone("copyto", self.remote(remote), local)

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.rclone("copy", self.remote(remote), local)

    def list(self, folder: str) -> Outcome:
        return self.rclone("lsf", self.remote(folder))

    def names(self, outcome: Outcome) -> set[str]:
        return {line.rstrip("/") for line in outcome.stdout.splitlines()}

    def stat(self, path: str) -> Outcome:
        return self.rclone("lsf", "--format", "s", self.remote(path))

    def seen(self, outcome: Outcome) -> Seen:
        return Seen(int(outcome.stdout.split()[0]), None)

    def rename(self, old: str, new: str) -> Outcome:
        return self.rclone("moveto", self.remote(old), self.remote(new))

    def remove(self, path: str) -> Outcome:
        return self.rclone("deletefile", self.remote(path))

    def make_folder(self, path: str) -> Outcome:
        return self.rclone("mkdir", self.remote(path))

    def remove_folder(self, path: str) -> Outcome:
        return self.rclone("rmdir", self.remote(path))
