"""What every client driver offers, so that one table of tests serves them all."""

import re
import stat as file_mode
from dataclasses import dataclass, replace
from pathlib import Path

from harness.outcome import CLIENT_SECONDS, Outcome, environment, run
from harness.server import Server

# What a client may or may not be able to do; uploads, downloads are everybody's.
RESUME = "resume"
LIST = "list"
RENAME = "rename"
REMOVE = "remove"
FOLDERS = "folders"
CHMOD = "chmod"
STAT = "stat"
SYMLINK = "symlink"
LATIN1 = "latin1"
PUBLIC_KEY = "public-key"
HARD_LINK = "hard-link"
LOCK = "lock"
FOLDER = "folder"

EVERYTHING = frozenset(
    {RESUME, LIST, RENAME, REMOVE, FOLDERS, CHMOD, STAT, SYMLINK, LATIN1, PUBLIC_KEY}
)


@dataclass(frozen=True)
class Seen:
    """What a client shows of one file; `mode` is nil when it shows none."""

    size: int
    mode: int | None

    @classmethod
    def parse(cls, text: str) -> "Seen":
        """Read decimal size and octal mode."""
        size, mode = text.split()
        return cls(int(size), int(mode, 8))


class Client:
    """A real client, pointed at one server. Names on the server are text with surrogates

    standing for bytes that are not UTF-8, as in `os.fsdecode`.
    """

    name: str
    can: frozenset[str] = EVERYTHING
    # The version of SFTP its INIT asks for.
    version: int = 3

    def __init__(self, server: Server, scratch: Path):
        self.server = server
        self.scratch = scratch
        self.identity: Path | None = None
        # How long one run may take; a client's own time-outs are set to stay below it.
        self.seconds: float = CLIENT_SECONDS

    @classmethod
    def missing(cls) -> str | None:
        """Why this machine cannot run the client at all, or nil."""
        return None

    def close(self) -> None:
        """Give back what the client holds (a mount, for instance)."""

    def run(self, *arguments: str | Path, stdin: bytes = b"", **variables: str) -> Outcome:
        """Run a program in the clients' environment."""
        return run(
            [str(argument) for argument in arguments],
            env=environment(self.scratch, **variables),
            cwd=self.scratch,
            stdin=stdin,
            seconds=self.seconds,
        )

    def upload(self, local: Path, remote: str) -> Outcome:
        """Store a local file on the server."""
        raise NotImplementedError

    def download(self, remote: str, local: Path) -> Outcome:
        """Fetch a file from the server."""
        raise NotImplementedError

    def resume_upload(self, local: Path, remote: str) -> Outcome:
        """Send only what the server's copy lacks."""
        raise NotImplementedError

    def resume_download(self, remote: str, local: Path) -> Outcome:
        """Fetch only what the local copy lacks."""
        raise NotImplementedError

    def download_folder(self, remote: str, local: Path) -> Outcome:
        """Fetch a folder with all that is in it; `local` exists and becomes its copy."""
        raise NotImplementedError

    def list(self, folder: str) -> Outcome:
        """Print the names in a folder, one per line."""
        raise NotImplementedError

    def stat(self, path: str) -> Outcome:
        """Print what the client shows of a file; read it with `seen`."""
        raise NotImplementedError

    def rename(self, old: str, new: str) -> Outcome:
        """Give a file another name."""
        raise NotImplementedError

    def remove(self, path: str) -> Outcome:
        """Remove a file."""
        raise NotImplementedError

    def make_folder(self, path: str) -> Outcome:
        """Create a folder."""
        raise NotImplementedError

    def remove_folder(self, path: str) -> Outcome:
        """Remove an empty folder."""
        raise NotImplementedError

    def chmod(self, path: str, mode: int) -> Outcome:
        """Set permission bits."""
        raise NotImplementedError

    def symlink(self, target: str, link: str) -> Outcome:
        """Create a symbolic link."""
        raise NotImplementedError

    def hard_link(self, existing: str, link: str) -> Outcome:
        """Give a file a second name."""
        raise NotImplementedError

    def lock(self, path: str) -> Outcome:
        """Lock the first ten bytes of a file, overwrite them, unlock them."""
        raise NotImplementedError

    def names(self, outcome: Outcome) -> set[str]:
        """The names in what `list` printed; by default one per line, paths cut to the end."""
        return {line.rsplit("/", 1)[-1] for line in outcome.stdout.splitlines() if line.strip()}

    def seen(self, outcome: Outcome) -> Seen:
        """Size and mode in what `stat` printed: by default the line of `ls -l`."""
        for line in outcome.stdout.splitlines():
            found = LONG_LINE.match(line.strip())
            if found:
                mode = sum(bit for bit, letter in zip(MODE_BITS, found[1]) if letter != "-")
                return Seen(int(found[2]), mode)
        raise AssertionError(f"no long listing in\n{outcome.describe()}")


def at_version(
    driver: type[Client], version: int, without: frozenset[str] = frozenset()
) -> type[Client]:
    """The same client, made to ask for this version; `without` is what it cannot do then."""
    name = f"{driver.name}-v{version}"
    fields = {"name": name, "version": version, "can": driver.can - without}
    return type(f"{driver.__name__}V{version}", (driver,), fields)


def only_lines(outcome: Outcome, ending: str) -> Outcome:
    """Keep the lines that end so, if there are any, else all that was said."""
    lines = [line for line in outcome.stdout.splitlines() if line.endswith(ending)]
    return replace(outcome, stdout="\n".join(lines) or outcome.stdout)


# Links, user and group before the size; lftp shows only `user/group` from version 4 on.
LONG_LINE = re.compile(
    r"-([r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-])\S*\s+(?:\S+\s+){1,3}(\d+)\s"
)
MODE_BITS = [
    file_mode.S_IRUSR, file_mode.S_IWUSR, file_mode.S_IXUSR,
    file_mode.S_IRGRP, file_mode.S_IWGRP, file_mode.S_IXGRP,
    file_mode.S_IROTH, file_mode.S_IWOTH, file_mode.S_IXOTH,
]
