"""What rules do to the run: lines in the journal, gates, captured packets, programs asked."""

import fcntl
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from harness.protocol import Packet, Pflags, Status
from harness.replies import StatusError
from harness.server import double_binary
from harness.wire import string, u32
from probes import Probe, probe

HOME = b"/home/demo"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC


@probe("flow/uploads-overlap.json")
def _(p: Probe) -> None:
    path = HOME + b"/report.csv"
    first = p.session()
    handle = first.open(path, NEW)
    first.post(Packet.CLOSE, string(handle))
    answered = threading.Event()

    def wait_for_answer() -> None:
        first.receive_packet()
        answered.set()

    waiting = threading.Thread(target=wait_for_answer)
    waiting.start()
    second = p.session()
    assert second.names(HOME) == {b"report.csv"}
    assert not answered.is_set()

    other = second.open(path, NEW)
    waiting.join(10)
    assert answered.is_set()
    second.close_handle(other)
    (held,) = p.acted("first waits")
    (released,) = p.acted("second is in")
    # Their lines may come either way round: each session writes its own when its reply is out.
    ended = held["timeNanoseconds"] + 1000 * (held["durationMicroseconds"] + 1)
    assert ended > released["timeNanoseconds"]


@probe("flow/log-uploads.json")
def _(p: Probe) -> None:
    s = p.session()
    for number in (1, 2):
        s.write(HOME + b"/a.txt", b"text")
        (*_, line) = p.journal.wait_for(count=number, kind="log")
        assert line["text"] == f"upload {number} of demo: a.txt in the home of demo, OK; not ${{2}}"
        assert line["on"] == "fileClose"
        assert line["rules"] == ["says so"]
    s.close_handle(s.open(HOME + b"/a.txt", Pflags.READ))
    s.stat(HOME)
    assert len(p.journal.matching(kind="log")) == 2


@probe("flow/capture-opens.json", arguments=("--capture", "{folder}"))
def _(p: Probe) -> None:
    s = p.session()
    s.write(HOME + b"/a.txt", b"text")
    assert s.read(HOME + b"/a.txt") == b"text"
    kept = p.folder / "demo-open-1.hex"
    p.acted("opens")

    assert sorted(path.name for path in p.folder.glob("*.hex")) == [kept.name]
    lines = kept.read_text().splitlines()
    assert "direction: request" in lines and "expect: ok" in lines
    sent = bytes.fromhex("".join(lines[lines.index("") + 1 :]))
    assert sent[4] == Packet.OPEN
    assert string(HOME + b"/a.txt") in sent

    s.send_packet(bytes([Packet.OPEN]) + u32(99) + u32(1000))
    p.journal.wait_for(event="error")
    malformed = (p.folder / "malformed-1.hex").read_text()
    assert "expect: error lengthOverrun at 9 in field filename\n" in malformed
    p.stops(1)


class Program:
    """What the scenario's rule asks: answers by the name of the file, keeps what it was asked."""

    # Behind the name: status and body of the answer; None: no answer until the end.
    ANSWERS: dict[str, tuple[int, bytes] | None] = {
        "plain.txt": (200, b"{}"),
        "empty.txt": (204, b""),
        "locked.txt": (200, b'{"status": {"code": "LOCK_CONFLICT", "message": "not ${path}"}}'),
        "late.txt": (200, b'{"delay": "300ms", "log": "late for ${user}"}'),
        "broken.txt": (500, b"{}"),
        "wrong.txt": (200, b'{"status": "NO_SUCH_CODE"}'),
        "endless.txt": (200, b" " * (300 << 10)),
        "silent.txt": None,
    }
    # The same for what is asked about a CLOSE, when it was done.
    TOLD: dict[str, tuple[int, bytes] | None] = {
        "empty.txt": (200, b'{"status": {"code": "QUOTA_EXCEEDED", "message": "${status}"}}')
    }

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.ended = threading.Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one POST."""
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        assert (handler.path, handler.headers["Content-Type"]) == ("/decide", "application/json")
        event = json.loads(body)
        self.asked.append(event)
        # A handle that is none has no path.
        name = event.get("path", "").rpartition("/")[2]
        if event["phase"] == "after":
            answer = self.TOLD.get(name, (200, b"{}"))
        else:
            answer = self.ANSWERS[name]
        if answer is None:
            self.ended.wait(30)
            return
        handler.send_response(answer[0])
        handler.send_header("Content-Length", str(len(answer[1])))
        handler.end_headers()
        handler.wfile.write(answer[1])


@contextmanager
def port() -> Iterator[None]:
    """Have the port of the scenario to oneself while the block runs: probes run side by side."""
    with open("/tmp/sftp-double-port-18022.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def program() -> Iterator[Program]:
    """Serve while the block runs."""
    program = Program()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            program.answer(self)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            # Who asked has gone: that is what an answer that never comes is about.
            pass

    with Server(("127.0.0.1", 18022), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield program
        finally:
            program.ended.set()
            server.shutdown()


def refused(act: Any) -> tuple[Status, str]:
    """The status this is answered with, and its message."""
    with pytest.raises(StatusError) as status:
        act()
    return status.value.code, str(status.value)


@probe("flow/program-decides.json", arguments=("--allow-callout",))
def _(p: Probe) -> None:
    with port():
        decisions(p)


def decisions(p: Probe) -> None:
    """Every answer, and none."""
    s = p.session()
    with program() as asked:
        s.close_handle(s.open(HOME + b"/plain.txt", NEW))
        handle = s.open(HOME + b"/empty.txt", NEW)
        # The file is closed, and what the program says of it is told.
        code, message = refused(lambda: s.close_handle(handle))
        assert code == Status.QUOTA_EXCEEDED and "OK" in message
        code, _ = refused(lambda: s.close_handle(handle))
        assert code == Status.FAILURE
        code, message = refused(lambda: s.open(HOME + b"/locked.txt", NEW))
        assert code == Status.LOCK_CONFLICT and "not /home/demo/locked.txt" in message
        for name in (b"broken.txt", b"wrong.txt", b"endless.txt"):
            code, message = refused(lambda: s.open(HOME + b"/" + name, NEW))
            assert code == Status.PERMISSION_DENIED and "callout failed" in message
        began = time.monotonic()
        s.close_handle(s.open(HOME + b"/late.txt", NEW))
        assert time.monotonic() - began >= 0.3

        # A session that waits holds up no other, not even of the same event loop.
        waiting, third = p.session(), p.session()
        began = time.monotonic()
        waiting.post(Packet.OPEN, string(HOME + b"/silent.txt") + u32(NEW) + u32(0))
        assert third.names(HOME) == {b"plain.txt", b"empty.txt", b"late.txt"}
        assert time.monotonic() - began < 1
        answer = waiting.receive_packet()
        assert (answer[0], answer[5:9]) == (Packet.STATUS, u32(Status.PERMISSION_DENIED))
        assert time.monotonic() - began >= 0.9

    first = asked.asked[0]
    assert first["event"] == "fileOpen" and first["phase"] == "before"
    assert (first["path"], first["user"]) == ("/home/demo/plain.txt", "demo")
    assert first["flags"] == ["WRITE", "CREAT", "TRUNC"]
    told = asked.asked[1]
    assert (told["event"], told["phase"], told["status"]) == ("fileClose", "after", "OK")
    assert told["path"] == "/home/demo/plain.txt" and "status" not in first
    texts = [line["text"] for line in p.journal.wait_for(count=5, kind="log")]
    wanted = ["500", "NO_SUCH_CODE", "no length", "late for demo", "no answer in 1000 ms"]
    assert all(word in text for word, text in zip(wanted, texts, strict=True)), texts

    code, _ = refused(lambda: s.open(HOME + b"/nobody.txt", NEW))
    assert code == Status.PERMISSION_DENIED
    assert "Connection refused" in p.journal.wait_for(count=6, kind="log")[-1]["text"]


@probe("flow/program-decides.json", arguments=("--allow-callout",))
def _(p: Probe) -> None:
    with port(), program() as asked:
        s = p.session()
        s.post(Packet.OPEN, string(HOME + b"/silent.txt") + u32(NEW) + u32(0))
        while not asked.asked:
            time.sleep(0.001)
        # Within 2 s, as any double; the request is in the journal.
        p.double.stop((0, 1))
        (entry,) = p.journal.matching(event="fileOpen")
        assert "status" not in entry and entry["rules"] == ["asks"]


@probe("flow/capture-lost-framing.json", arguments=("--capture", "{folder}"))
def _(p: Probe) -> None:
    s = p.session()
    s.send_bytes(b"\xff\xff\xff\xff and what follows")
    p.acted("keeps it")

    (kept,) = p.folder.glob("*.hex")
    lines = kept.read_text().splitlines()
    assert kept.name == "lost-by-demo-1.hex"
    assert "expect: error oversizedPacket at 0 in field length" in lines
    sent = bytes.fromhex("".join(lines[lines.index("") + 1 :]))
    assert sent == b"\xff\xff\xff\xff and what follows"
    # It is a case of the corpus as it is.
    done = subprocess.run(
        [double_binary(), "fuzz", "replay", kept], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
    p.stops(1)
