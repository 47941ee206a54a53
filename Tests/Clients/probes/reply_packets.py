"""Replies with wrong headers, replies that come late, twice or never (rows 14, 36 to 44, 54 to 66,
99 to 104)."""

from harness import requests
from harness.attributes import Attributes
from harness.protocol import Packet, Pflags, Status
from harness.wire import string, u32
from probes import Probe, probe
from probes.connections import ProbeSession, status_packet

HOME = b"/home/demo"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
TEXT = b"id,total\n1,10\n"
MISSING = requests.stat(HOME + b"/none", 3)


def posts_stat(s: ProbeSession, path: bytes = HOME) -> int:
    """Ask for attributes; returns the id."""
    return s.post(Packet.STAT, requests.stat(path, 3))


def init(s: ProbeSession) -> None:
    """INIT of version 3."""
    s.send_packet(bytes([Packet.INIT]) + u32(3))


@probe("reply/text-before-version.json")
def _(p: Probe) -> None:
    s = p.session(greet=False)
    init(s)
    text = b"Welcome to example.org\nLast login: yesterday\n"
    assert s.receive_exactly(len(text)) == text
    assert s.receive_packet()[:5] == bytes([Packet.VERSION]) + u32(3)


@probe("reply/packet-before-version.json")
def _(p: Probe) -> None:
    s = p.session(greet=False)
    init(s)
    assert s.receive_exactly(21) == bytes.fromhex("00000011 65 00000000 00000000 00000000 00000000")
    assert s.receive_packet()[:5] == bytes([Packet.VERSION]) + u32(3)
    s.stat(HOME)


@probe("reply/extended-reply.json")
def _(p: Probe) -> None:
    s = p.session()
    packet = s.answer(Packet.EXTENDED, requests.extended(b"tea@example.com", b""))
    assert packet == bytes([Packet.EXTENDED_REPLY]) + u32(s.last_id) + b"tea"
    # What the server knows is answered as ever.
    s.expect(Packet.EXTENDED_REPLY, Packet.EXTENDED, requests.extended(b"limits@openssh.com", b""))


@probe("reply/status-without-language.json")
def _(p: Probe) -> None:
    for version in (3, 6):
        s = p.session(version)
        packet = s.answer(Packet.STAT, requests.stat(HOME + b"/none", version))
        said = string(b"No such file")
        assert packet == bytes([Packet.STATUS]) + u32(s.last_id) + u32(Status.NO_SUCH_FILE) + said
        packet = s.answer(Packet.RMDIR, string(HOME + b"/none"))
        assert packet == bytes([Packet.STATUS]) + u32(s.last_id) + u32(Status.NO_SUCH_FILE) + said
        s.stat(HOME)
        s.close()


@probe("reply/status-bare.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.answer(Packet.STAT, MISSING)[5:] == u32(Status.NO_SUCH_FILE)
    assert s.answer(Packet.MKDIR, requests.set_stat(HOME + b"/new", Attributes(), 3))[5:] == u32(0)
    assert s.stat(HOME + b"/new").is_directory


@probe("reply/status-string-beyond-packet.json")
def _(p: Probe) -> None:
    s = p.session()
    payload = requests.open_file(HOME + b"/policy.txt", Pflags.READ, 3)
    packet = s.answer(Packet.OPEN, payload)
    tail = u32(4096) + b"Denied by policy...."
    assert packet == bytes([Packet.STATUS]) + u32(s.last_id) + u32(Status.FAILURE) + tail
    s.quiet()


@probe("reply/no-answer-to-links.json")
def _(p: Probe) -> None:
    for version, name in ((3, b"/a"), (6, b"/b")):
        s = p.session(version)
        if version < 6:
            s.post(Packet.SYMLINK, requests.symlink(b"none", HOME + name))
        else:
            s.post(Packet.LINK, requests.link(HOME + name, b"none", True))
        s.quiet()
        assert s.read_link(HOME + name) == b"none"
        s.close()


@probe("reply/no-answer-behind-write.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/new", NEW)
    first = s.post(Packet.WRITE, requests.write(handle, 0, b"one"))
    s.post(Packet.WRITE, requests.write(handle, 3, b"two"))
    last = s.post(Packet.WRITE, requests.write(handle, 6, b"three"))
    assert s.receive_packet() == status_packet(first, 0, b"Success.")
    assert s.receive_packet() == status_packet(last, 0, b"Success.")
    s.close_handle(handle)
    assert s.read(HOME + b"/new") == b"onetwothree"


@probe("reply/out-of-order.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/big.bin", Pflags.READ)
    # At once: the server waits 100 ms for the fourth.
    ids = s.post_all(Packet.READ, (requests.read(handle, n * 1000, 1000) for n in range(5)))
    replies = [s.receive() for _ in ids]
    assert [reply.identifier for reply in replies] == [ids[n] for n in (3, 2, 1, 0, 4)]
    data = {reply.identifier: reply.check(Packet.DATA).data for reply in replies}
    assert b"".join(data[identifier] for identifier in ids) == s.read(HOME + b"/big.bin")[:5000]
    s.close_handle(handle)


@probe("reply/answered-twice.json")
def _(p: Probe) -> None:
    s = p.session()
    identifier = posts_stat(s)
    first, second = s.receive_packet(), s.receive_packet()
    assert first == second and first[:5] == bytes([Packet.ATTRS]) + u32(identifier)
    s.stat(HOME)
    s.quiet()


@probe("reply/wrong-id.json")
def _(p: Probe) -> None:
    s = p.session()
    s.stat(HOME)
    second = posts_stat(s)
    first = s.receive_packet()
    assert first[:5] == bytes([Packet.ATTRS]) + u32(second)
    posts_stat(s)
    assert s.receive_packet() == first
    s.quiet()


@probe("reply/id-zero.json")
def _(p: Probe) -> None:
    s = p.session()
    s.post(Packet.STAT, MISSING)
    assert s.receive_packet() == status_packet(0, Status.NO_SUCH_FILE, b"No such file")
    s.stat(HOME)


@probe("reply/flood-of-unknown-ids.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/report.csv", Pflags.READ)
    identifier = s.post(Packet.READ, requests.read(handle, 0, 100))
    for number in range(100_000):
        unknown = u32(identifier + 1_000_000 + number)
        assert s.receive_packet() == bytes([Packet.STATUS]) + unknown + bytes(12)
    assert s.receive_packet() == s.data_packet(TEXT)
    assert s.reads(handle, 0, 100) == s.data_packet(TEXT)
    s.close_handle(handle)


@probe("reply/late-answer-to-close.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open_directory(HOME)
    late = s.post(Packet.CLOSE, string(handle))
    for _ in range(3):
        s.stat(HOME)
    assert s.receive_packet() == status_packet(late, 0, b"Success.")
    # A client that waits gets its answer, two seconds late.
    s.close_handle(s.open_directory(HOME))
    waited = p.journal.wait_for(count=2, event="fileClose")[1]
    assert 2_000_000 <= waited["durationMicroseconds"] < 10_000_000


@probe("reply/wrong-type.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/report.csv", Pflags.READ)
    packet = s.reads(handle, 0, 100)
    assert packet == bytes([Packet.HANDLE]) + u32(s.last_id) + string(TEXT)
    s.told(Packet.READ, requests.read(handle, 100, 100), Status.EOF)
    s.close_handle(handle)


@probe("extension/answered-twice.json")
def _(p: Probe) -> None:
    s = p.session()
    identifier = s.post(Packet.EXTENDED, requests.extended(b"tea@example.com", b""))
    first, second = s.receive_packet(), s.receive_packet()
    assert first == second
    assert first[:9] == bytes([Packet.STATUS]) + u32(identifier) + u32(Status.OP_UNSUPPORTED)
    s.quiet()


@probe("extension/limits-of-zero.json")
def _(p: Probe) -> None:
    s = p.session()
    packet = s.answer(Packet.EXTENDED, requests.extended(b"limits@openssh.com", b""))
    assert packet == bytes([Packet.EXTENDED_REPLY]) + u32(s.last_id) + bytes(32)


@probe("extension/versions-badly-written.json")
def _(p: Probe) -> None:
    s = p.session(6)
    assert s.greeting[b"versions"] == u32(3) + u32(6)
    payload = requests.extended(b"version-select", string(b"4"))
    s.told(Packet.EXTENDED, payload, Status.INVALID_PARAMETER)


@probe("extension/wrong-name.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.greeting[b"posix-rename@vshell.example"] == b"1"
    assert b"posix-rename@openssh.com" not in s.greeting
    s.make_directory(HOME + b"/old")
    paths = string(HOME + b"/old") + string(HOME + b"/new")
    unknown = requests.extended(b"posix-rename@vshell.example", paths)
    s.told(Packet.EXTENDED, unknown, Status.OP_UNSUPPORTED)
    s.told(Packet.EXTENDED, requests.extended(b"posix-rename@openssh.com", paths), Status.OK)


@probe("version/disconnects-above-3.json")
def _(p: Probe) -> None:
    for version in (4, 6):
        s = p.session(greet=False)
        s.send_packet(bytes([Packet.INIT]) + u32(version))
        assert s.rest() == b""
        assert s.transport.ended() == "disconnected"
        assert s.transport.disconnected == (11, "version 3 only")
    assert p.session(3).greeting.version == 3
