"""Personalities: a few requests that tell each from an ordinary server."""

from harness import requests
from harness.attributes import Attributes
from harness.protocol import Packet, Pflags, Status
from harness.wire import Reader, string, u32
from probes import Probe, probe

HOME = b"/home/demo"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
UNSUPPORTED = Status.OP_UNSUPPORTED
MODE = Attributes(permissions=0o600)


@probe("personalities/openssh.json")
def _(p: Probe) -> None:
    s = p.session(6)
    assert s.transport.remote_version == "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3"
    # What sftp-server of that release announces.
    assert s.greeting.version == 3
    assert s.greeting.extensions == tuple(
        (name.encode(), data.encode())
        for name, data in {
            "posix-rename@openssh.com": "1", "statvfs@openssh.com": "2",
            "fstatvfs@openssh.com": "2", "hardlink@openssh.com": "1", "fsync@openssh.com": "1",
            "lsetstat@openssh.com": "1", "limits@openssh.com": "1",
            "expand-path@openssh.com": "1", "copy-data": "1", "home-directory": "1",
            "users-groups-by-id@openssh.com": "1",
        }.items()
    )
    s.link(b"target", HOME + b"/link", symbolic=True)
    assert s.read_link(HOME + b"/link") == b"target"


@probe("personalities/aws-transfer.json")
def _(p: Probe) -> None:
    s = p.session()
    assert s.transport.remote_version == "SSH-2.0-AWS_SFTP_1.1"
    s.write(HOME + b"/a", b"a")
    s.told(Packet.SETSTAT, requests.set_stat(HOME + b"/a", MODE, 3), UNSUPPORTED)
    s.tries_open(HOME + b"/a", Pflags.READ | Pflags.WRITE, UNSUPPORTED)
    s.told(Packet.SYMLINK, requests.symlink(b"a", HOME + b"/l"), UNSUPPORTED)
    assert s.read(HOME + b"/a") == b"a"


@probe("personalities/silent-link.json")
def _(p: Probe) -> None:
    s = p.session()
    s.post(Packet.SYMLINK, requests.symlink(b"a", HOME + b"/l"))
    s.quiet()
    assert not s.exists(HOME + b"/l")


@probe("personalities/object-store.json")
def _(p: Probe) -> None:
    s = p.session()
    s.write(HOME + b"/a", b"a")
    s.told(Packet.RENAME, requests.rename(HOME + b"/a", HOME + b"/b", 3), UNSUPPORTED)
    s.told(Packet.SYMLINK, requests.symlink(b"a", HOME + b"/l"), UNSUPPORTED)
    s.told(Packet.SETSTAT, requests.set_stat(HOME + b"/a", MODE, 3), Status.OK)
    assert (s.stat(HOME + b"/a").permissions or 0) & 0o777 == 0o644
    for flags in (
        Pflags.WRITE, Pflags.READ | Pflags.WRITE, Pflags.WRITE | Pflags.CREAT,
        Pflags.WRITE | Pflags.APPEND | Pflags.CREAT,
    ):
        s.tries_open(HOME + b"/a", flags, UNSUPPORTED)
    s.write(HOME + b"/a", b"all of it anew")
    assert s.read(HOME + b"/a") == b"all of it anew"


@probe("personalities/flag-without-field.json")
def _(p: Probe) -> None:
    s = p.session()
    packet = Reader(s.answer(Packet.STAT, requests.stat(HOME, 3)))
    assert (packet.u8(), packet.u32(), packet.u32()) == (Packet.ATTRS, s.last_id, 0xF)
    # Size, permissions and two times follow: 8 + 4 + 8 bytes, 8 too few.
    assert packet.remaining == 20
    handle = s.open_directory(HOME)
    entry = Reader(s.answer(Packet.READDIR, string(handle)))
    assert (entry.u8(), entry.u32(), entry.u32()) == (Packet.NAME, s.last_id, 2)
    assert entry.string() == b"."
    entry.string()
    assert entry.take(4) == u32(0xF)
    assert entry.take(20) and entry.string() == b".."
    s.close_handle(handle)


@probe("personalities/no-language-tag.json")
def _(p: Probe) -> None:
    s = p.session()
    text = string(b"No such file")
    missing = s.answer(Packet.OPEN, requests.open_file(HOME + b"/none", Pflags.READ, 3))
    assert missing == bytes([Packet.STATUS]) + u32(s.last_id) + u32(2) + text
    done = s.answer(Packet.MKDIR, requests.set_stat(HOME + b"/d", Attributes(), 3))
    assert done == bytes([Packet.STATUS]) + u32(s.last_id) + u32(0) + string(b"Success.")


@probe("personalities/bare-status.json")
def _(p: Probe) -> None:
    s = p.session()
    missing = s.answer(Packet.OPEN, requests.open_file(HOME + b"/none", Pflags.READ, 3))
    assert missing == bytes([Packet.STATUS]) + u32(s.last_id) + u32(2)
    done = s.answer(Packet.MKDIR, requests.set_stat(HOME + b"/d", Attributes(), 3))
    assert done == bytes([Packet.STATUS]) + u32(s.last_id) + u32(0)


@probe("personalities/login-banner-on-stdout.json")
def _(p: Probe) -> None:
    s = p.session(greet=False)
    s.send_packet(bytes([Packet.INIT]) + u32(3))
    text = b"Welcome to the machine!\n"
    assert s.receive_exactly(len(text)) == text
    assert s.receive_packet()[:5] == bytes([Packet.VERSION]) + u32(3)


@probe("playground.json")
def _(p: Probe) -> None:
    with p.session() as s:
        for code in Status:
            path = f"/status/{code.name}/x".encode()
            s.told(Packet.STAT, requests.stat(path, 3), code)
            s.tries_open(path, NEW, code)
            s.told(Packet.REMOVE, string(path), code)
        assert s.names(b"/status") == {code.name.encode() for code in Status}
        assert s.read(b"/delay/100ms/x") == b"late\n"
        assert p.acted("delay 100ms", event="fileOpen")[0]["durationMicroseconds"] >= 100_000
        assert s.stat(b"/bytes/1GiB").size == 1 << 30
        assert len(s.read(b"/bytes/1MiB")) == 1 << 20
        s.post(Packet.REMOVE, string(b"/no-answer/x"))
        s.quiet()
    for end in ("reset", "fin"):
        s = p.session()
        handle = s.open(f"/{end}-after/64KiB/x".encode(), Pflags.READ)
        assert len(s.reads(handle, 65535, 1)) == 10
        s.post(Packet.READ, requests.read(handle, 65535, 2))
        assert s.transport.ended() == end
    s = p.session()
    s.post(Packet.OPENDIR, string(b"/disconnect/x"))
    s.transport.ended()
    assert s.transport.disconnected == (11, "bye")
    s = p.session()
    s.post(Packet.OPEN, requests.open_file(b"/close-channel/x", Pflags.READ, 3))
    assert (s.rest(), s.exit_status()) == (b"", 1)
