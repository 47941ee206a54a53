"""Files that move, go, grow and shrink while a client is at work."""

from harness import requests
from harness.attributes import Attributes
from harness.protocol import Packet, Pflags, Status
from harness.wire import string
from probes import Probe, probe
from probes.connections import FIN, status_packet

HOME = b"/home/demo"
NEW = Pflags.WRITE | Pflags.CREAT | Pflags.TRUNC
END = b"End of file."


@probe("write/moved-on-close.json")
def _(p: Probe) -> None:
    s = p.session()
    upload = HOME + b"/in/report.csv"
    handle = s.open(upload, NEW)
    s.told(Packet.WRITE, requests.write(handle, 0, b"1,2\n"), Status.OK)
    assert s.stat(upload).size == 4
    s.told(Packet.CLOSE, string(handle), Status.OK)
    gone = b"No such file"
    s.told(Packet.STAT, requests.stat(upload, 3), Status.NO_SUCH_FILE, gone)
    mode = requests.set_stat(upload, Attributes(permissions=0o600), 3)
    s.told(Packet.SETSTAT, mode, Status.NO_SUCH_FILE, gone)
    assert s.read(b"/srv/processed/report.csv") == b"1,2\n"
    assert s.names(HOME + b"/in") == set()
    p.acted("fetched away", event="fileClose", status="OK")


@probe("write/quota-then-gone.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/upload/big", NEW)
    block = b"x" * 32768
    s.told(Packet.WRITE, requests.write(handle, (1 << 20) - 32768, block), Status.OK)
    over = requests.write(handle, 1 << 20, block)
    s.told(Packet.WRITE, over, Status.QUOTA_EXCEEDED, b"quota exceeded")
    s.post(Packet.WRITE, over)
    assert s.rest() == b""
    assert s.transport.ended() == FIN


@probe("write/quota-then-gone.json")
def _(p: Probe) -> None:
    s = p.session()
    handle = s.open(HOME + b"/upload/big", NEW)
    over = requests.write(handle, 1 << 20, b"x")
    s.told(Packet.WRITE, over, Status.QUOTA_EXCEEDED, b"quota exceeded")
    s.told(Packet.CLOSE, string(handle), Status.OK)


@probe("read/gone-after-eof.json")
def _(p: Probe) -> None:
    s = p.session()
    job = HOME + b"/queue/job-1.txt"
    handle = s.open(job, Pflags.READ)
    assert s.reads(handle, 0, 100) == s.data_packet(b"do something\n")
    assert s.exists(job)
    assert s.reads(handle, 13, 100) == status_packet(s.last_id, Status.EOF, END)
    s.told(Packet.STAT, requests.stat(job, 3), Status.NO_SUCH_FILE, b"No such file")
    # What is open stays.
    assert s.fstat(handle).size == 13
    assert s.reads(handle, 3, 9) == s.data_packet(b"something")
    s.told(Packet.CLOSE, string(handle), Status.OK)


@probe("read/grows.json")
def _(p: Probe) -> None:
    s = p.session()
    log = HOME + b"/log.txt"
    assert s.stat(log).size == 7
    handle = s.open(log, Pflags.READ)
    assert s.reads(handle, 0, 100) == s.data_packet(b"line 0\n")
    for number in range(1, 6):
        line = b"line %d\n" % number
        assert s.reads(handle, 7 * number, 100) == s.data_packet(line)
        assert s.fstat(handle).size == 7 + 7 * number
    assert s.reads(handle, 42, 100) == status_packet(s.last_id, Status.EOF, END)
    s.close_handle(handle)


@probe("read/shrinks.json")
def _(p: Probe) -> None:
    s = p.session()
    big = HOME + b"/big.bin"
    assert s.stat(big).size == 256 << 10
    handle = s.open(big, Pflags.READ)
    assert len(s.reads(handle, 0, 32768)) == 9 + 32768
    assert len(s.reads(handle, 65536 - 10, 32768)) == 9 + 10
    assert s.fstat(handle).size == 64 << 10
    assert s.reads(handle, 65536, 32768) == status_packet(s.last_id, Status.EOF, END)
    s.close_handle(handle)


@probe("directory/names-end-in-blanks.json")
def _(p: Probe) -> None:
    for version in (3, 6):
        with p.session(version) as s:
            assert s.names(HOME) == {b"dir ", b"dir", b" leading", b" "}
            assert s.read(HOME + b"/dir /inner") == b"in the folder with a blank\n"
            assert s.read(HOME + b"/dir/inner") == b"in the folder without\n"
            assert s.real_path(HOME + b"/dir /").name == HOME + b"/dir "
            assert s.real_path(HOME + b"/ ").name == HOME + b"/ "
            s.told(
                Packet.STAT, requests.stat(HOME + b"/leading", version), Status.NO_SUCH_FILE
            )
            s.make_directory(HOME + b"/new ")
            assert not s.exists(HOME + b"/new")
            s.remove_directory(HOME + b"/new ")
