"""OpenSSH's sftp and scp (which speaks SFTP with -s)."""

import os
from pathlib import Path

from drivers.base import EVERYTHING, FOLDER, LATIN1, PUBLIC_KEY, Client
from harness.outcome import Outcome

ANSWER_PASSWORD = '#!/bin/sh\nprintf "%s\\n" "$CLIENT_PASSWORD"\n'


class OpenSSH(Client):
    """What sftp and scp share: options, and the password through SSH_ASKPASS."""

    def options(self) -> list[str]:
        """Options of every run; no user configuration, the known host key only."""
        chosen = {
            "UserKnownHostsFile": str(self.server.known_hosts),
            "GlobalKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "yes",
            "IdentitiesOnly": "yes",
            "IdentityFile": str(self.identity or "none"),
            # Before -b, which would set it to yes and so refuse to ask for a password.
            "BatchMode": "no",
            "NumberOfPasswordPrompts": "1",
            "ConnectTimeout": "15",
            "LogLevel": "INFO",
        }
        words = ["-F", "none", "-P", str(self.server.port)]
        for name, value in chosen.items():
            words += ["-o", f"{name}={value}"]
        return words

    def credentials(self) -> dict[str, str]:
        """Environment that lets ssh ask a program for the password."""
        program = self.scratch / "askpass"
        if not program.exists():
            program.write_text(ANSWER_PASSWORD)
            program.chmod(0o700)
        return {
            "SSH_ASKPASS": str(program),
            "SSH_ASKPASS_REQUIRE": "force",
            "CLIENT_PASSWORD": self.server.password,
        }


def quoted(word: str | Path) -> str:
    """A word of an sftp batch line."""
    escaped = str(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Sftp(OpenSSH):
    """OpenSSH's sftp in batch mode."""

    name = "openssh-sftp"
    can = EVERYTHING | {FOLDER}

    def batch(self, *lines: str, extra: tuple[str, ...] = ()) -> Outcome:
        """Run these commands; the first that fails ends the run."""
        script = os.fsencode("\n".join(lines) + "\n")
        target = f"{self.server.user}@{self.server.host}"
        return self.run(
            "sftp", *self.options(), *extra, "-b", "-", target,
            stdin=script, **self.credentials(),
        )

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.batch(f"put {quoted(local)} {quoted(remote)}")

    def download(self, remote: str, local: Path) -> Outcome:
        return self.batch(f"get {quoted(remote)} {quoted(local)}")

    def resume_upload(self, local: Path, remote: str) -> Outcome:
        return self.batch(f"reput {quoted(local)} {quoted(remote)}")

    def resume_download(self, remote: str, local: Path) -> Outcome:
        return self.batch(f"reget {quoted(remote)} {quoted(local)}")

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.batch(f"get -r {quoted(remote)}/. {quoted(local)}")

    def list(self, folder: str) -> Outcome:
        return self.batch(f"@ls -1 {quoted(folder)}")

    def stat(self, path: str) -> Outcome:
        return self.batch(f"@ls -ln {quoted(path)}")

    def rename(self, old: str, new: str) -> Outcome:
        return self.batch(f"rename {quoted(old)} {quoted(new)}")

    def remove(self, path: str) -> Outcome:
        return self.batch(f"rm {quoted(path)}")

    def make_folder(self, path: str) -> Outcome:
        return self.batch(f"mkdir {quoted(path)}")

    def remove_folder(self, path: str) -> Outcome:
        return self.batch(f"rmdir {quoted(path)}")

    def chmod(self, path: str, mode: int) -> Outcome:
        return self.batch(f"chmod {mode:o} {quoted(path)}")

    def symlink(self, target: str, link: str) -> Outcome:
        return self.batch(f"ln -s {quoted(target)} {quoted(link)}")


class Scp(OpenSSH):
    """OpenSSH's scp over SFTP."""

    name = "openssh-scp"
    can = frozenset({LATIN1, PUBLIC_KEY, FOLDER})

    def copy(self, source: str | Path, target: str | Path, *more: str) -> Outcome:
        """Run scp once."""
        return self.run("scp", "-s", *more, *self.options(), source, target, **self.credentials())

    def remote(self, path: str) -> str:
        """A remote path with its user and host."""
        return f"{self.server.user}@{self.server.host}:{path}"

    def upload(self, local: Path, remote: str) -> Outcome:
        return self.copy(local, self.remote(remote))

    def download(self, remote: str, local: Path) -> Outcome:
        return self.copy(self.remote(remote), local)

    def download_folder(self, remote: str, local: Path) -> Outcome:
        return self.copy(self.remote(f"{remote}/."), local, "-r")
