"""One client under one scenario: what it did, and what that is called."""

import hashlib
import json
import re
import tempfile
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drivers.base import Client
from harness.outcome import ClientFailed, ClientHangs, Outcome
from harness.rawsftp import RawSession
from harness.server import Double
from scenario_acts import content
from table.clients import PASSWORD_ONLY, Jsch, driver
from table.operations import ABOUT_FIRST, Operation, operation

# A client that has not ended by then hangs. Its own time-outs, where a driver sets one, are
# shorter.
SECONDS = 10.0
# How long a connection that the client has left may still be there.
SETTLE_SECONDS = 2.0

BEHAVES, MISBEHAVES, HANGS, CRASHES = "behaves", "misbehaves", "hangs", "crashes"
# It cannot do such a thing, or did it without meeting what the scenario is about.
CANNOT, UNTOUCHED = "cannot", "untouched"

# What is left of a program that fell over its own feet, whichever language it is written in.
TRACES = re.compile(
    r"Traceback \(most recent call last\)|^panic: |^goroutine \d+ |PHP Fatal error|"
    r"Exception in thread|escript: exception",
    re.MULTILINE,
)
# Nor does any caller expect these, which net-sftp's program reports like all others.
UNEXPECTED = re.compile(r"^[a-z-]+: (NoMethod|Name|Type|Argument|Range|ZeroDivision)Error: ")
# What went wrong, as the programs say it. paramiko and asyncssh also write traces of their own
# threads and tasks, which say nothing about the caller.
REPORTED = re.compile(
    r"^(upload|download|resume-upload|download-folder|list|stat|rename|remove|mkdir|rmdir|chmod|"
    r"symlink|lock): .*",
    re.MULTILINE,
)
FAULT = re.compile(r"\w(Error|Exception)\b|^panic: ")
FAILED = re.compile(r"^expect\[\d+\] failed: (.*)$", re.MULTILINE)


# It has a listing with an absolute path, which a client may take for one of this machine.
HOSTILE, ABSOLUTE = "names/hostile.json", Path("/tmp/escaped.txt")
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Verdict:
    """What a client did under a scenario."""

    what: str
    # Whether the client itself says that it did what it was told.
    done: bool = False
    # Why it is called so, or the last the client said.
    note: str = ""
    # Nobody was told that something went wrong.
    silent: bool = False
    # A file appeared where it must not.
    outside: bool = False

    def record(self) -> dict[str, Any]:
        """It, for the file of results."""
        found: dict[str, Any] = {"what": self.what}
        for name in ("done", "silent", "outside"):
            if getattr(self, name):
                found[name] = True
        if self.note:
            found["note"] = self.note
        return found


class DoubleFailed(AssertionError):
    """The double did not end as it must: nothing about the client is known."""


def judge(file: Path, name: str, column: str) -> Verdict:
    """Let the client of this column do what the scenario is about."""
    scenario = json.loads(file.read_text())
    asked = operation(name, scenario)
    kind = driver(column, asked.version)
    if kind is None or not asked.possible(kind) or kind.missing():
        return Verdict(CANNOT)
    if asked.questions and column in PASSWORD_ONLY:
        return Verdict(CANNOT)
    # All runs would write the same absolute path: who did it is known of one at a time.
    with (
        ONE_AT_A_TIME if name == HOSTILE else nullcontext(),
        tempfile.TemporaryDirectory(prefix="table-", ignore_cleanup_errors=True) as scratch,
    ):
        return Run(file, name, scenario, asked, kind, Path(scratch)).verdict()


class Run:
    """A fresh double, a fresh client, one operation."""

    def __init__(
        self, file: Path, name: str, scenario: dict[str, Any], asked: Operation,
        kind: type[Client], scratch: Path,
    ):
        self.file, self.name, self.scenario = file, name, scenario
        self.asked, self.kind = asked, kind
        # What is fetched becomes client/here/got; any other new file was written outside.
        self.scratch, self.inside = scratch, scratch / "client" / "here"
        self.inside.mkdir(parents=True)
        self.served = scratch / "double"
        self.served.mkdir()

    def verdict(self) -> Verdict:
        """Run it, stop the double, and say what it was."""
        if self.name == HOSTILE and ABSOLUTE.exists():
            raise AssertionError(f"{ABSOLUTE} is already there")
        extra = self.scratch / "stored.json"
        extra.write_text(json.dumps({"version": 1, "expect": self.stored()}))
        double = Double(
            self.served, self.file, extra, *self.host_key(), *seed(self.scenario)
        )
        user = self.scenario.get("users", [{"name": "demo", "password": "demo"}])[0]
        login = {"user": user["name"], "password": user.get("password", "demo")}
        hung, outcome = False, None
        home = self.scratch / "home"
        home.mkdir()
        try:
            client = self.kind(double.server(**login), home)
            client.seconds = SECONDS
            try:
                outcome = self.asked.run(client, self.inside)
            except ClientHangs as error:
                hung, text = True, str(error)
            finally:
                try:
                    client.close()
                except ClientFailed:
                    pass
            settle(double)
            try:
                double.stop((0, 1))
            except AssertionError as error:
                raise DoubleFailed(f"{self.file} with {self.kind.name}: {error}") from error
        finally:
            double.kill()
        if outside := self.outside():
            # It says more than whatever else became of the client.
            ended = outcome is not None and outcome.ok
            return Verdict(MISBEHAVES, ended, f"wrote {', '.join(outside)}", True, True)
        if hung or outcome is None:
            return Verdict(HANGS, note=last_words(text))
        return self.judged(double, outcome)

    def host_key(self) -> tuple[str, ...]:
        """The options that choose the double's host key."""
        # Whoever chooses algorithms gets the keys they need.
        if "algorithms" in self.scenario.get("server", {}):
            return ()
        # JSch knows no ed25519; with both kinds curl and Erlang would ask for the other one.
        return "--host-key-type", "ecdsa" if self.kind is Jsch else "ed25519"

    def stored(self) -> list[dict[str, Any]]:
        """What the server has to hold if the client says that its upload worked."""
        if self.asked.kind != "upload" or not self.asked.compare:
            return []
        digest = hashlib.sha256(content(self.asked.size)).hexdigest()
        return [{"file": self.asked.path, "sha256": digest}]

    def judged(self, double: Double, outcome: Outcome) -> Verdict:
        """What the outcome is called."""
        reported = REPORTED.search(outcome.output)
        note = last_words(reported[0] if reported else outcome.output)
        if outcome.status < 0:
            return Verdict(CRASHES, note=f"signal {-outcome.status}; {note}".rstrip("; "))
        if UNEXPECTED.search(note) or (TRACES.search(outcome.output) and not reported):
            named = [line for line in outcome.output.splitlines() if FAULT.search(line)]
            return Verdict(CRASHES, note=last_words("\n".join(named)) or note)
        if self.scenario.get("rules") and not any(
            entry.get("rules") for entry in double.journal.entries()
        ):
            return Verdict(UNTOUCHED, outcome.ok)
        failed = FAILED.findall(double.stderr.read_text(errors="replace"))
        of_file = [text for text in failed if '"sha256"' in text]
        if outcome.ok and of_file:
            return Verdict(MISBEHAVES, True, "says that the upload worked; it did not", True)
        if outcome.ok and (wrong := self.wrong_content()):
            return Verdict(MISBEHAVES, True, wrong, True)
        unmet = [text for text in failed if text not in of_file]
        # Who gives up may leave its handles to the end of the connection.
        if not outcome.ok and unmet == ['{"noOpenHandles":true}']:
            unmet = []
        if self.name in ABOUT_FIRST and any(text.startswith(self.first()) for text in unmet):
            return Verdict(UNTOUCHED, outcome.ok)
        if unmet:
            return Verdict(MISBEHAVES, outcome.ok, f"not met: {unmet[0][:160]}")
        return Verdict(BEHAVES, outcome.ok, "" if outcome.ok else note)

    def first(self) -> str:
        """The first expectation as the report begins to write it."""
        event = self.scenario["expect"][0]["event"]
        return '{"event":' + json.dumps(event, separators=(",", ":")) + ","

    def outside(self) -> list[str]:
        """Files that appeared where the client was not told to put any."""
        client, got = self.scratch / "client", self.inside / "got"
        found = sorted(
            str(path.relative_to(client))
            for path in client.rglob("*")
            if path.is_file() and path not in (got, self.inside / "sent.bin")
            and got not in path.parents
        )
        if self.name == HOSTILE and ABSOLUTE.exists():
            ABSOLUTE.unlink()
            found.append(str(ABSOLUTE))
        return found

    def wrong_content(self) -> str:
        """How what was fetched differs from what is stored; empty if it does not."""
        if self.asked.kind != "download" or not self.asked.compare:
            return ""
        wanted = truth(self.file, self.asked.path)
        got = self.inside / "got"
        found = got.read_bytes() if got.is_file() else None
        if wanted is None or found == wanted:
            return ""
        if found is None:
            return "says that the download worked; there is no file"
        if len(found) != len(wanted):
            return f"says that the download worked; {len(found)} of {len(wanted)} bytes came"
        return "says that the download worked; the bytes are others"


def seed(scenario: dict[str, Any]) -> tuple[str, str]:
    """The option that makes random content the same for the double and for `truth`."""
    return "--seed", str(scenario.get("seed", 1))


def settle(double: Double) -> None:
    """Wait until the double has seen that the client is gone, or for a short time."""
    begun = len(double.journal.matching(event="connectionRequest"))
    if begun:
        try:
            double.journal.wait_for(begun, SETTLE_SECONDS, event="disconnected")
        except AssertionError:
            pass  # It is held by a rule, or was never told.


@cache
def truth(file: Path, path: str) -> bytes | None:
    """What a server that does nothing wrong would send for this path; nil: there is no file."""
    scenario = json.loads(file.read_text())
    kept = {
        key: value for key, value in scenario.items()
        if key in ("version", "seed", "files", "users", "principals")
    }
    with tempfile.TemporaryDirectory(prefix="truth-") as scratch:
        honest = Path(scratch) / "honest.json"
        honest.write_text(json.dumps(kept))
        double = Double(Path(scratch), honest, *seed(scenario))
        try:
            user = scenario.get("users", [{"name": "demo", "password": "demo"}])[0]
            with RawSession(double.server(user["name"], user.get("password", "demo"))) as session:
                name = path.encode()
                return session.read(name) if session.exists(name) else None
        finally:
            double.kill()


def last_words(output: str) -> str:
    """The last line somebody said, short enough for a table."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    text = lines[-1] if lines else ""
    if text == "(nothing)":
        return ""
    text = re.sub(r"127\.0\.0\.1(:| port )\d+", "the server", text)
    text = re.sub(r"/\S*/table-\w+/(client/here/|home/mount)?", "", text)
    return "".join(char if char.isprintable() else "?" for char in text)[:160]
