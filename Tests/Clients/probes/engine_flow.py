"""What rules do to the run: lines in the journal, gates, captured packets."""

import threading

from harness.protocol import Packet, Pflags
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
    assert held["n"] > released["n"]


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
