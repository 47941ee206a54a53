"""Reading the double's journal (JSON Lines) while it is being written."""

import ctypes
import json
import os
import select
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Entry = dict[str, Any]

IN_MODIFY = 0x2
IN_CREATE = 0x100
_EVENT_HEADER = struct.calcsize("iIII")
_libc = ctypes.CDLL(None, use_errno=True)


class FolderWatch:
    """Wakes up when a file in a folder is created or written (inotify)."""

    def __init__(self, folder: Path):
        self._descriptor = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        mask = IN_MODIFY | IN_CREATE
        if _libc.inotify_add_watch(self._descriptor, os.fsencode(folder), mask) < 0:
            raise OSError(ctypes.get_errno(), f"cannot watch {folder}")

    def wait(self, seconds: float) -> None:
        """Return at the next change, or after this many seconds."""
        ready, _, _ = select.select([self._descriptor], [], [], max(seconds, 0))
        if ready:
            os.read(self._descriptor, 64 * (_EVENT_HEADER + 256))

    def close(self) -> None:
        """Stop watching."""
        os.close(self._descriptor)


class Journal:
    """The journal file of one server."""

    def __init__(self, path: Path):
        self.path = path

    def entries(self) -> list[Entry]:
        """All whole lines written so far."""
        if not self.path.exists():
            return []
        text = self.path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        return [json.loads(line) for line in whole.splitlines()]

    def matching(self, **fields: Any) -> list[Entry]:
        """Entries with all these field values."""
        return [entry for entry in self.entries() if matches(entry, fields)]

    def wait_for(self, count: int = 1, seconds: float = 30, **fields: Any) -> list[Entry]:
        """Wait until `count` entries match and return them; fail when time is up."""
        deadline = time.monotonic() + seconds
        watch = FolderWatch(self.path.parent)
        try:
            while True:
                found = self.matching(**fields)
                if len(found) >= count:
                    return found
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise AssertionError(
                        f"{len(found)} of {count} journal entries match {fields}; "
                        f"the last of the journal:\n{self.tail(15)}"
                    )
                watch.wait(remaining)
        finally:
            watch.close()

    def tail(self, count: int) -> str:
        """The last lines, for failure messages."""
        return "\n".join(json.dumps(entry)[:400] for entry in self.entries()[-count:])


def acted(rule: str) -> Callable[[Any], bool]:
    """A condition on the field `rules`: this rule is among those that acted."""
    return lambda rules: rule in (rules or [])


def matches(entry: Entry, fields: dict[str, Any]) -> bool:
    """Whether an entry has all these values; a callable is asked about the value."""
    for name, wanted in fields.items():
        value = entry.get(name)
        if not (wanted(value) if callable(wanted) else value == wanted):
            return False
    return True
