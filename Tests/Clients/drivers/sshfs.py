"""sshfs: the server as a mounted folder, used through ordinary file calls."""

import os
import signal
import threading
from pathlib import Path

from drivers.base import EVERYTHING, FOLDER, PUBLIC_KEY, RESUME, Client, Seen
from harness.outcome import ClientHangs, Outcome, environment, run
from harness.server import Server

# How long a command may take to notice that sshfs is gone.
PATIENCE_SECONDS = 5


class Sshfs(Client):
    """sshfs, mounted at the server's root on first use."""

    name = "sshfs"
    can = EVERYTHING - {PUBLIC_KEY, RESUME} | {FOLDER}

    def __init__(self, server: Server, scratch: Path):
        super().__init__(server, scratch)
        self.point = self.scratch / "mount"
        self.mounted = False

    @classmethod
    def missing(cls) -> str | None:
        usable = os.access("/dev/fuse", os.R_OK | os.W_OK)
        return None if usable else "no usable /dev/fuse on this machine"

    def mount(self) -> Outcome:
        """Mount the server; sshfs returns when the session stands."""
        self.point.mkdir(exist_ok=True)
        outcome = self.run(
            "sshfs", "-p", str(self.server.port), "-F", "/dev/null",
            "-o", "password_stdin", "-o", "dir_cache=no",
            "-o", f"UserKnownHostsFile={self.server.known_hosts}",
            "-o", "StrictHostKeyChecking=yes", "-o", "NumberOfPasswordPrompts=1",
            f"{self.server.user}@{self.server.host}:/", self.point,
            stdin=self.server.password.encode() + b"\n",
        )
        self.mounted = outcome.ok
        return outcome

    def close(self) -> None:
        if self.mounted:
            self.run("fusermount3", "-u", "-z", self.point)
            self.mounted = False

    def within(self, path: str) -> Path:
        """Where a path of the server appears in the mount."""
        return self.point / path.lstrip("/")

    def use(self, *arguments: str | Path) -> Outcome:
        """Mount if needed, then run a file command; what it says is what a user would see."""
        if not self.mounted:
            mounting = self.mount()
            if not mounting.ok:
                return mounting
        # Nothing ends a command that waits for sshfs, a signal neither, unless sshfs ends.
        hung = threading.Event()
        timer = threading.Timer(self.seconds, self.kill, [hung])
        timer.start()
        try:
            outcome = run(
                [str(argument) for argument in arguments], env=environment(self.scratch),
                cwd=self.scratch, seconds=self.seconds + PATIENCE_SECONDS,
            )
        finally:
            timer.cancel()
        if hung.is_set():
            raise ClientHangs(f"sshfs had to be ended\n{outcome.describe()}")
        return outcome

    def kill(self, hung: threading.Event) -> None:
        """End the sshfs of this mount, found by its mount point, and say so."""
        hung.set()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue  # It has ended.
            if words[0] == b"sshfs" and os.fsencode(self.point) in words:
                os.kill(int(process.name), signal.SIGKILL)

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.use("cp", local, self.within(remote))

    def download(self, remote: str, local: Path) -> Outcome:
        return self.use("cp", self.within(remote), local)

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.use("cp", "-r", f"{self.within(remote)}/.", local)

    def list(self, folder: str) -> Outcome:
        return self.use("ls", "-1", self.within(folder))

    def stat(self, path: str) -> Outcome:
        return self.use("stat", "-c", "%s %a", self.within(path))

    def seen(self, outcome: Outcome) -> Seen:
        return Seen.parse(outcome.stdout)

    def rename(self, old: str, new: str) -> Outcome:
        return self.use("mv", self.within(old), self.within(new))

    def remove(self, path: str) -> Outcome:
        return self.use("rm", self.within(path))

    def make_folder(self, path: str) -> Outcome:
        return self.use("mkdir", self.within(path))

    def remove_folder(self, path: str) -> Outcome:
        return self.use("rmdir", self.within(path))

    def chmod(self, path: str, mode: int) -> Outcome:
        return self.use("chmod", f"{mode:o}", self.within(path))

    def symlink(self, target: str, link: str) -> Outcome:
        return self.use("ln", "-s", target, self.within(link))
