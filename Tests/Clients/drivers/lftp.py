"""lftp, which speaks SFTP itself over an ssh process."""

import shlex
from pathlib import Path

from drivers.base import EVERYTHING, FOLDER, LATIN1, Client, only_lines
from harness.outcome import Outcome


def quoted(word: str | Path) -> str:
    """A word of an lftp command line."""
    escaped = str(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Lftp(Client):
    """lftp with one command per run, no retries."""

    name = "lftp"
    # Names are converted between character sets, so raw bytes do not survive.
    can = EVERYTHING - {LATIN1} | {FOLDER}
    # What it asks for unless told otherwise.
    version = 6

    def command(self, *commands: str) -> Outcome:
        """Connect and run these commands; the first that fails ends the run."""
        ssh = [
            "ssh", "-a", "-x", "-F", "none",
            "-o", f"UserKnownHostsFile={self.server.known_hosts}",
            "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "StrictHostKeyChecking=yes",
            "-o", "IdentitiesOnly=yes",
            "-o", f"IdentityFile={self.identity or 'none'}",
        ]
        settings = [
            f"set sftp:connect-program {quoted(shlex.join(ssh))}",
            f"set sftp:protocol-version {self.version}",
            "set cmd:fail-exit yes",
            f"set net:timeout {self.seconds * 3 / 8:.0f}",
            "set net:max-retries 1",
            "set net:persist-retries 0",
            "set net:reconnect-interval-base 1",
            "set cmd:trace no",
        ]
        url = f"sftp://{self.server.host}:{self.server.port}"
        login = f"open -u {quoted(f'{self.server.user},{self.server.password}')} {url}"
        script = "; ".join([*settings, login, *commands])
        return self.run("lftp", "--norc", "-c", script)

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.command(f"put {quoted(local)} -o {quoted(remote)}")

    def download(self, remote: str, local: Path) -> Outcome:
        return self.command(f"get {quoted(remote)} -o {quoted(local)}")

    def resume_upload(self, local: Path, remote: str) -> Outcome:
        return self.command(f"put -c {quoted(local)} -o {quoted(remote)}")

    def resume_download(self, remote: str, local: Path) -> Outcome:
        return self.command(f"get -c {quoted(remote)} -o {quoted(local)}")

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.command(f"mirror {quoted(remote)} {quoted(local)}")

    def list(self, folder: str) -> Outcome:
        return self.command(f"cls -1 {quoted(folder + '/')}")

    def names(self, outcome: Outcome) -> set[str]:
        # Folders end in a slash.
        return {line.rstrip("/").rsplit("/", 1)[-1] for line in outcome.stdout.splitlines()}

    def stat(self, path: str) -> Outcome:
        folder, name = path.rsplit("/", 1)
        return only_lines(self.command(f"ls {quoted(folder + '/')}"), f" {name}")

    def rename(self, old: str, new: str) -> Outcome:
        return self.command(f"mv {quoted(old)} {quoted(new)}")

    def remove(self, path: str) -> Outcome:
        return self.command(f"rm {quoted(path)}")

    def make_folder(self, path: str) -> Outcome:
        return self.command(f"mkdir {quoted(path)}")

    def remove_folder(self, path: str) -> Outcome:
        return self.command(f"rmdir {quoted(path)}")

    def chmod(self, path: str, mode: int) -> Outcome:
        return self.command(f"chmod {mode:o} {quoted(path)}")

    def symlink(self, target: str, link: str) -> Outcome:
        return self.command(f"ln -s {quoted(target)} {quoted(link)}")
