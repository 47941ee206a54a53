"""What a client is told to do under a scenario, so that it meets what the scenario is about."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drivers.base import (
    CHMOD, FOLDER, FOLDERS, LIST, LOCK, REMOVE, RENAME, RESUME, STAT, SYMLINK, Client,
)
from harness.outcome import Outcome
from scenario_acts import content

HOME = "/home/demo"

# What a client must be able to do for a kind of operation; the others everybody does.
NEEDS = {
    "list": LIST, "stat": STAT, "rename": RENAME, "remove": REMOVE, "mkdir": FOLDERS,
    "rmdir": FOLDERS, "chmod": CHMOD, "symlink": SYMLINK, "lock": LOCK, "resume": RESUME,
    "folder": FOLDER,
}


@dataclass(frozen=True)
class Operation:
    """One thing a client is told to do."""

    kind: str
    path: str
    # The new path of a rename; where a link leads.
    other: str = ""
    # Bytes of an upload.
    size: int = 300_000
    # The lowest version of SFTP in which it means anything.
    version: int = 3
    # How often it is done; the last time counts.
    times: int = 1
    # Whether what arrives has to be what is stored.
    compare: bool = True
    # Whether more than a password is needed to log in.
    questions: bool = False

    @property
    def words(self) -> str:
        """It, for the page."""
        said = {
            "download": f"download `{self.path}`",
            "folder": f"download the folder `{self.path}`",
            "upload": f"upload {self.size:,} bytes to `{self.path}`",
            "resume": f"resume an upload of {self.size:,} bytes to `{self.path}`",
            "list": f"list `{self.path}`",
            "stat": f"look at `{self.path}`",
            "rename": f"rename `{self.path}` to `{self.other}`",
            "remove": f"remove `{self.path}`",
            "mkdir": f"make the folder `{self.path}`",
            "rmdir": f"remove the folder `{self.path}`",
            "chmod": f"change the mode of `{self.path}`",
            "symlink": f"make `{self.path}` a link to `{self.other}`",
            "lock": f"lock a part of `{self.path}`",
        }[self.kind]
        return said + (f", {self.times} times" if self.times > 1 else "")

    def possible(self, driver: type[Client]) -> bool:
        """Whether this client does such a thing at all."""
        return NEEDS.get(self.kind) is None or NEEDS[self.kind] in driver.can

    def run(self, client: Client, folder: Path) -> Outcome:
        """Do it as often as it says, each time with a new process."""
        for _ in range(self.times - 1):
            self.once(client, folder)
        return self.once(client, folder)

    def once(self, client: Client, folder: Path) -> Outcome:
        """Do it once; what is fetched becomes `folder/got`."""
        sent, got = folder / "sent.bin", folder / "got"
        match self.kind:
            case "upload" | "resume":
                sent.write_bytes(content(self.size))
                send = client.upload if self.kind == "upload" else client.resume_upload
                return send(sent, self.path)
            case "download":
                got.unlink(missing_ok=True)
                return client.download(self.path, got)
            case "folder":
                got.mkdir(exist_ok=True)
                return client.download_folder(self.path, got)
            case "rename":
                return client.rename(self.path, self.other)
            case "chmod":
                return client.chmod(self.path, 0o600)
            case "symlink":
                return client.symlink(self.other, self.path)
            case "mkdir":
                return client.make_folder(self.path)
            case "rmdir":
                return client.remove_folder(self.path)
        return {
            "list": client.list, "stat": client.stat, "remove": client.remove,
            "lock": client.lock,
        }[self.kind](self.path)


def get(path: str, **more: Any) -> Operation:
    """A download."""
    return Operation("download", f"{HOME}/{path}", **more)


def put(path: str, size: int = 300_000, **more: Any) -> Operation:
    """An upload."""
    return Operation("upload", f"{HOME}/{path}", size=size, **more)


def names(path: str = HOME, **more: Any) -> Operation:
    """A listing."""
    return Operation("list", path, **more)


def do(kind: str, path: str, other: str = "", **more: Any) -> Operation:
    """Anything else."""
    return Operation(kind, f"{HOME}/{path}", f"{HOME}/{other}" if other else "", **more)


# Scenarios that no client of the table can meet, and why.
LEFT_OUT = {
    "read/from-nowhere.json": "a file of 1 TiB",
}

# Scenarios without rules whose first expectation says what they are about: whom it is not met
# by has not come across it.
ABOUT_FIRST = {
    "directory/dir-not-empty.json", "extension/announced-but-refused.json",
    "open/link-loop.json", "server/line-ends-of-windows.json",
    "write/disk-of-a-megabyte.json", "write/quota-of-a-megabyte.json",
}

# Where `derived` would choose something else.
CHOSEN: dict[str, Operation] = {
    "attributes/fstat-fails.json": get("report.csv"),
    "attributes/lstat-unsupported.json": names(),
    "attributes/mtime-in-the-past.json": put("sent.bin", 1000),
    "attributes/no-size.json": get("small.txt"),
    "attributes/no-types.json": names(f"{HOME}/in"),
    "attributes/owners-by-name.json": names(version=4),
    "attributes/setstat-denied.json": do("chmod", "upload"),
    "attributes/setstat-unsupported.json": put("upload/sent.bin"),
    "attributes/size-zero.json": get("small.txt"),
    "attributes/unknown-principal.json": do("chmod", "report.csv"),
    "auth/partial-success.json": names(questions=True),
    "auth/second-factor.json": names(questions=True),
    "auth/two-rounds-of-questions.json": names(questions=True),
    "connection/first-two-refused.json": names(times=3),
    "connection/host-key-changed.json": names(times=2),
    "connection/lost-on-lstat.json": do("stat", "report.csv"),
    "connection/stops-reading.json": put("stuck/sent.bin"),
    "connection/too-many-connections.json": names(times=2),
    "directory/dir-not-empty.json": do("rmdir", "full"),
    "directory/disconnect-above-root.json": names("/.."),
    "directory/exists-is-11-at-v3.json": do("mkdir", "in"),
    "directory/exists-is-failure.json": do("mkdir", "in"),
    "directory/names-end-in-blanks.json": get("dir /inner"),
    "extension/announced-but-refused.json": do("rename", "report.part", "report.csv"),
    "extension/hidden.json": do("rename", "report.part", "report.csv"),
    "extension/no-posix-rename.json": do("rename", "report.part", "report.csv"),
    "extension/strangers.json": names(),
    "frame/upload-damaged.json": put("sent.bin"),
    "identification/absent.json": names(times=2),
    "identification/stranger-with-openssh-order.json": do("symlink", "latest", "target.txt"),
    "lock/lost.json": do("lock", "ledger.csv", version=6),
    "lock/refused.json": do("lock", "ledger.csv", version=6),
    "names/hostile.json": do("folder", "in"),
    "names/malformed-readlink.json": Operation("folder", HOME),
    "open/16-byte-handles.json": get("a.txt"),
    "open/256-handles.json": get("a.txt"),
    "open/allocation-size-refused.json": put("upload/sent.bin", version=4),
    "open/attributes-required.json": put("upload/sent.bin"),
    "open/fails-twice-then-works.json": get("report.csv", times=3),
    "open/link-loop.json": get("here"),
    "open/lock-conflict.json": put("shared/ledger.csv", 10),
    "open/long-handles.json": get("a.txt"),
    "open/missing-file-lies.json": get("ghost.txt"),
    "open/missing-is-failure.json": put("upload/sent.bin"),
    "open/no-text-mode.json": get("notes.txt", version=4),
    "open/one-file-at-a-time.json": get("a.txt"),
    "open/read-write-refused.json": do("resume", "notes.txt", size=50),
    "open/windows-names.json": put("a:b", 10),
    "read/grows.json": get("log.txt", compare=False),
    "rename/no-overwriting.json": do("rename", "report.part", "report.csv"),
    "reply/id-zero.json": do("stat", "none"),
    "server/line-ends-of-windows.json": get("notes.txt", version=4),
    "server/read-only.json": put("new.bin", 10),
    "server/slow-server.json": names(),
    "server/symlink-as-in-the-draft.json": do("symlink", "latest", "report.csv"),
    "status/08-op-unsupported.json": do("symlink", "latest", "report.csv"),
    "status/16-unknown-principal.json": do("chmod", "report.csv"),
    "status/21-link-loop.json": get("latest"),
    "status/26-byte-range-lock-refused.json": do("lock", "report.csv", version=6),
    "status/31-no-matching-byte-range-lock.json": do("lock", "report.csv", version=6),
    "version/announces-99.json": names(),
    "version/lower-for-a-time.json": names(times=2),
    "write/append-ignored.json": do("resume", "log.txt", size=50),
    "write/damaged-on-arrival.json": put("damaged/sent.bin", compare=False),
    "write/disk-of-a-megabyte.json": put("sent.bin", 2 << 20),
    "write/large-writes-refused.json": put("sent.bin"),
    "write/moved-on-close.json": put("in/sent.bin", compare=False),
    "write/offset-ignored.json": put("sent.bin"),
    "write/permission-denied-after-success.json": do("remove", "old.txt"),
    "write/quota-exceeded-mid-upload.json": put("upload/sent.bin", 2 << 20),
    "write/quota-of-a-folder.json": put("in/sent.bin", 2 << 20),
    "write/quota-of-a-megabyte.json": put("sent.bin", 2 << 20),
    "write/quota-then-gone.json": put("upload/sent.bin", 2 << 20),
    "write/sequential-only.json": put("sent.bin"),
}


def operation(file: str, scenario: dict[str, Any]) -> Operation:
    """What clients do under this scenario."""
    chosen = CHOSEN.get(file) or derived(scenario)
    # Whom `version/` sends away has to come and ask.
    spoken = 3
    if not file.startswith("version/"):
        spoken = scenario.get("server", {}).get("versions", 3)
    lowest = spoken if isinstance(spoken, int) else spoken.get("min", 3)
    return replace(
        chosen, path=chosen.path.rstrip("/") or "/", version=max(chosen.version, lowest)
    )


def derived(scenario: dict[str, Any]) -> Operation:
    """The ordinary thing that meets the scenario's first rule."""
    stored: dict[str, Any] = scenario.get("files", {})
    home = {path: what for path, what in stored.items() if path.startswith(HOME + "/")}
    files = [path for path, what in home.items() if not {"directory", "symlink"} & what.keys()]
    folders = [path for path, what in home.items() if "directory" in what]
    rule = next(iter(scenario.get("rules", [])), {})
    event = rule.get("on", "")
    event = event[0] if isinstance(event, list) else event
    wanted = rule.get("when", {}).get("path")
    if not isinstance(wanted, str) or set(wanted) & set("*?[{"):
        wanted = None
    file = wanted or (files[0] if files else None)
    folder = wanted or (folders[0] if folders else None)
    upload = Operation("upload", f"{folders[0] if folders else HOME}/sent.bin")
    download = Operation("download", file) if file else None
    flags = json.dumps(rule.get("when", {}).get("flags", ""))
    parent = file.rsplit("/", 1)[0] if files and file else HOME
    match event:
        case "fileWrite":
            return upload
        case "fileOpen" if "WRITE" in flags or "CREAT" in flags:
            return upload
        case "fileClose" | "fileOpen":
            return download or upload
        case "fileRemove":
            return Operation("remove", file or f"{HOME}/none")
        case "fileRename":
            old = file or f"{HOME}/none"
            return Operation("rename", old, old.removesuffix(".part") + ".csv")
        case "dirCreate":
            return Operation("mkdir", f"{HOME}/new")
        case "dirRemove":
            return Operation("rmdir", folder or f"{HOME}/none")
        case "dirList" | "dirRead":
            return Operation("list", folder or parent)
        case "getAttributes":
            return Operation("stat", file or folder or HOME)
        case "setAttributes":
            return Operation("chmod", file or folder or HOME)
        case "resolvePath" | "linkRead":
            return Operation("list", HOME)
        case "linkCreate":
            return Operation("symlink", f"{HOME}/latest", file or "report.csv")
    return download or Operation("list", folder or parent)
