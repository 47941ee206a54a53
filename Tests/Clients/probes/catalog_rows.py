"""Misbehaviours that are a status or an end at one request (rows 18, 19, 38, 45 to 62, 98)."""

from harness import requests
from harness.attributes import Attributes
from harness.protocol import Packet, Pflags, Status
from harness.wire import string
from probes import Probe, probe
from probes.connections import FIN

HOME = b"/home/demo"
REPORT, PART = HOME + b"/report.csv", HOME + b"/report.part"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
TEXT = b"id,total\n1,10\n"
NO_ATTRIBUTES = Attributes()


@probe("connection/closed-on-close.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(REPORT, Pflags.READ)
    assert s.reads(handle, 0, 100) == s.data_packet(TEXT)
    s.entries(HOME)  # Closing a directory is nothing special.
    s.post(Packet.CLOSE, string(handle))

    assert s.rest() == b""
    assert s.transport.ended() == FIN
    assert s.exit_status() == -1


@probe("connection/lost-on-lstat.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.stat(REPORT).size == len(TEXT)
    s.post(Packet.LSTAT, requests.stat(REPORT, 3))

    assert s.rest() == b""
    assert s.transport.ended() == FIN


@probe("extension/no-posix-rename.json")
def _(p: Probe) -> None:
    s = p.session()
    assert b"posix-rename@openssh.com" not in s.greeting
    paths = string(PART) + string(REPORT)
    payload = requests.extended(b"posix-rename@openssh.com", paths)
    s.told(Packet.EXTENDED, payload, Status.OP_UNSUPPORTED)
    s.write(REPORT, b"old")
    s.told(Packet.RENAME, requests.rename(PART, REPORT, 3), Status.FAILURE)
    s.remove(REPORT)
    s.rename(PART, REPORT)
    p.stops(1)  # Nobody is expected to ask for what is not announced.


@probe("open/missing-is-failure.json")
def _(p: Probe) -> None:
    s = p.session()
    new, failure, text = HOME + b"/upload/new", Status.FAILURE, b"Failure."
    s.tries_open(new, Pflags.READ, failure, text)
    s.told(Packet.STAT, requests.stat(new, 3), failure, text)
    s.told(Packet.LSTAT, requests.stat(new, 3), failure, text)
    s.told(Packet.OPENDIR, string(HOME + b"/none"), failure, text)
    s.told(Packet.REMOVE, string(new), failure, text)
    s.write(new, TEXT)
    assert s.read(new) == TEXT


@probe("directory/exists-is-failure.json", "directory/exists-is-11-at-v3.json")
def _(p: Probe) -> None:
    eleven = "11" in p.file
    exists = Status.FILE_ALREADY_EXISTS, b"File already exists."
    for version in (3, 5):
        with p.session(version) as s:
            payload = requests.set_stat(HOME + b"/in", NO_ATTRIBUTES, version)
            if eleven:
                code, text = exists
                s.told(Packet.MKDIR, payload, code, text if version == 3 else None)
            else:
                s.told(Packet.MKDIR, payload, Status.FAILURE, b"Failure")


@probe("attributes/setstat-denied.json")
def _(p: Probe) -> None:
    s = p.session()
    new = HOME + b"/upload/new"
    s.write(new, TEXT)
    handle = s.open(new, Pflags.WRITE)
    for kind, what in ((Packet.SETSTAT, new), (Packet.FSETSTAT, handle)):
        payload = requests.set_stat(what, Attributes(permissions=0o600), 3)
        s.told(kind, payload, Status.PERMISSION_DENIED, b"Permission denied.")
    s.close_handle(handle)
    assert (s.stat(new).permissions or 0) & 0o777 == 0o644


@probe("attributes/fstat-fails.json")
def _(p: Probe) -> None:
    s = p.session()
    for _ in range(2):
        handle = s.open(REPORT, Pflags.READ)
        s.told(Packet.FSTAT, requests.stat(handle, 3), Status.FAILURE, b"Failure.")
        assert s.fstat(handle).size == len(TEXT)
        assert s.reads(handle, 0, 100) == s.data_packet(TEXT)
        s.close_handle(handle)


@probe("attributes/lstat-unsupported.json")
def _(p: Probe) -> None:
    s = p.session()
    s.told(Packet.LSTAT, requests.stat(REPORT, 3), Status.OP_UNSUPPORTED)
    assert s.stat(REPORT).size == len(TEXT)


@probe("directory/disconnect-above-root.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.entries(b"/")
    s.post(Packet.OPENDIR, string(b"/.."))

    assert s.rest() == b""
    assert s.transport.ended() == FIN


@probe("write/empty-write-refused.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/upload/new", NEW)
    s.told(Packet.WRITE, requests.write(handle, 0, b""), Status.BAD_MESSAGE, b"Bad message.")
    s.told(Packet.WRITE, requests.write(handle, 0, b"x"), Status.OK)
    s.close_handle(handle)
    p.stops(1)  # Nobody is expected to send such a WRITE.


@probe("read/empty-read-is-eof.json", "read/empty-read-refused.json")
def _(p: Probe) -> None:
    code = Status.EOF if p.file.endswith("eof.json") else Status.INVALID_PARAMETER
    s = p.session()
    handle = s.open(REPORT, Pflags.READ)
    s.told(Packet.READ, requests.read(handle, 0, 0), code)
    assert s.reads(handle, 0, 1) == s.data_packet(b"i")
    s.close_handle(handle)
    p.stops(1)  # Nobody is expected to send such a READ.


@probe("read/bad-message-now-and-then.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/big.bin", Pflags.READ)
    for _ in range(2):
        for _ in range(4):
            assert s.reads(handle, 0, 1)[0] == Packet.DATA
        s.told(Packet.READ, requests.read(handle, 0, 1), Status.BAD_MESSAGE, b"Bad message.")
    s.close_handle(handle)


@probe("open/attributes-required.json")
def _(p: Probe) -> None:
    s = p.session()
    s.tries_open(HOME + b"/upload/new", NEW, Status.PERMISSION_DENIED, b"Permission denied.")
    s.close_handle(s.open(HOME + b"/upload/new", NEW, Attributes(permissions=0o644)))
    s.close_handle(s.open(HOME + b"/upload/new", Pflags.READ))


@probe("open/allocation-size-refused.json")
def _(p: Probe) -> None:
    for version in (3, 4, 5, 6):
        with p.session(version) as s:
            new = HOME + b"/upload/new%d" % version
            promise = Attributes(size=100)
            if version == 6:
                promise = Attributes(allocation_size=100)
            payload = requests.open_file(new, NEW, version, promise)
            if version == 3:
                s.close_handle(s.open(new, NEW, promise))
            else:
                s.told(Packet.OPEN, payload, Status.OP_UNSUPPORTED, b"Operation unsupported.")
                s.close_handle(s.open(new, NEW))


@probe("rename/hard-link-fails.json")
def _(p: Probe) -> None:
    s = p.session()
    text = b"link: operation not permitted"
    s.told(Packet.RENAME, requests.rename(PART, REPORT, 3), Status.FAILURE, text)
    paths = string(PART) + string(REPORT)
    s.told(Packet.EXTENDED, requests.extended(b"posix-rename@openssh.com", paths), Status.OK)
    assert s.names(HOME) == {b"report.csv"}
