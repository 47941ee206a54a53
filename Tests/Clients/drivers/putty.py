"""PuTTY's psftp, in batch mode."""

import os
from pathlib import Path

from drivers.base import EVERYTHING, FOLDER, PUBLIC_KEY, SYMLINK, Client
from harness.outcome import Outcome


def quoted(word: str | Path) -> str:
    """A word of a psftp script line."""
    escaped = str(word).replace('"', '""')
    return f'"{escaped}"'


class Psftp(Client):
    """psftp with a script file."""

    name = "psftp"
    can = EVERYTHING - {SYMLINK, PUBLIC_KEY} | {FOLDER}

    def script(self, *lines: str) -> Outcome:
        """Run these commands; the first that fails ends the run."""
        commands = self.scratch / "psftp.script"
        commands.write_bytes(os.fsencode("\n".join(lines) + "\n"))
        return self.run(
            "psftp", "-batch", "-P", str(self.server.port), "-pw", self.server.password,
            "-hostkey", self.server.fingerprint, "-b", commands,
            f"{self.server.user}@{self.server.host}",
        )

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.script(f"put {quoted(local)} {quoted(remote)}")

    def download(self, remote: str, local: Path) -> Outcome:
        return self.script(f"get {quoted(remote)} {quoted(local)}")

    def resume_upload(self, local: Path, remote: str) -> Outcome:
        return self.script(f"reput {quoted(local)} {quoted(remote)}")

    def resume_download(self, remote: str, local: Path) -> Outcome:
        return self.script(f"reget {quoted(remote)} {quoted(local)}")

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.script(f"get -r {quoted(remote)} {quoted(local)}")

    def list(self, folder: str) -> Outcome:
        return self.script(f"ls {quoted(folder)}")

    def names(self, outcome: Outcome) -> set[str]:
        lines = (line for line in outcome.stdout.splitlines() if line[:1] in "-dl" and line)
        return {line.split(maxsplit=8)[8] for line in lines if len(line.split()) >= 9} - {".", ".."}

    def stat(self, path: str) -> Outcome:
        folder, name = path.rsplit("/", 1)
        return self.script(f"ls {quoted(f'{folder}/*{name[1:]}')}")

    def rename(self, old: str, new: str) -> Outcome:
        return self.script(f"mv {quoted(old)} {quoted(new)}")

    def remove(self, path: str) -> Outcome:
        return self.script(f"rm {quoted(path)}")

    def make_folder(self, path: str) -> Outcome:
        return self.script(f"mkdir {quoted(path)}")

    def remove_folder(self, path: str) -> Outcome:
        return self.script(f"rmdir {quoted(path)}")

    def chmod(self, path: str, mode: int) -> Outcome:
        return self.script(f"chmod {mode:o} {quoted(path)}")
