"""Every case of Corpus sent to a live server, while another session goes on.

The codec's verdicts tell what the server must answer; what the framing demands is worked out
here a second time, in Python.
"""

from collections.abc import Iterator

import pytest

from harness.bystander import Bystander
from harness.corpus import CorpusCase, Framing, cases, split
from harness.protocol import Packet, Status
from harness.rawsftp import RawSession
from harness.server import Double
from harness.wire import string, u32

pytestmark = pytest.mark.needs_double

# The id of the request that asks whether the session still answers; no case uses it.
LAST_ID = 0x0FEDCBA9
CASES = cases()


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Double]:
    """One double for all cases, as a service that has to live through them."""
    running = Double(tmp_path_factory.mktemp("corpus"))
    try:
        yield running
        running.stop()
    finally:
        running.kill()


@pytest.fixture(scope="module")
def bystander(double: Double) -> Iterator[Bystander]:
    """A session that is there before the first case and after the last."""
    session = Bystander(double.server())
    yield session
    session.close()


def test_there_is_a_corpus() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_server_lives_through_it(
    case: CorpusCase, double: Double, bystander: Bystander
) -> None:
    framing = split(case.stream)
    greets = not (framing.packets and framing.packets[0][0] == Packet.INIT)
    known = len(double.journal.matching(event="error"))

    with RawSession(double.server(), case.version, greets) as session:
        assert session.version == case.version
        try:
            session.send_bytes(case.stream)
        except OSError:
            # The server may have had enough before all was sent, but only then.
            assert framing.is_lost
        if is_waiting(case.stream, framing) or ends_session(framing):
            replies = [session.receive_packet() for _ in framing.packets]
        else:
            replies = replies_to_the_end(session, framing)

    for packet, reply in zip(framing.packets, replies, strict=True):
        assert reply[0] == Packet.VERSION or reply[1:5] == id_of(packet), reply[:64].hex()
    if case.is_request and not case.is_strict:
        check_verdicts(case, framing, replies)
    complaints = framing.is_lost + sum(
        is_complaint(packet, reply, case.version)
        for packet, reply in zip(framing.packets, replies, strict=True)
    )
    if complaints:
        double.journal.wait_for(count=known + complaints, event="error")
    bystander.check()
    assert double.running


def is_waiting(stream: bytes, framing: Framing) -> bool:
    """Whether the stream ends inside a packet, so that the server waits for the rest."""
    whole = sum(4 + len(packet) for packet in framing.packets)
    return not framing.is_lost and len(stream) > whole


def ends_session(framing: Framing) -> bool:
    """Whether the last request ends the session: a version-select that is refused."""
    last = framing.packets[-1] if framing.packets else b""
    return last[:1] == bytes([Packet.EXTENDED]) and last[5:].startswith(string(b"version-select"))


def replies_to_the_end(session: RawSession, framing: Framing) -> list[bytes]:
    """All replies: up to the end of the session if framing is lost, else to a last request."""
    replies = []
    if framing.is_lost:
        with pytest.raises(EOFError):
            while True:
                replies.append(session.receive_packet())
        return replies
    session.send_packet(bytes([Packet.REALPATH]) + u32(LAST_ID) + string(b"."))
    while True:
        reply = session.receive_packet()
        if reply[1:5] == u32(LAST_ID):
            greeted = not framing.packets or session.greeted or replies[0][0] == Packet.VERSION
            assert reply[0] == (Packet.NAME if greeted else Packet.STATUS)
            return replies
        replies.append(reply)


def id_of(packet: bytes) -> bytes:
    """The request id; zero for a packet that has none or is too short for it."""
    has_id = len(packet) >= 5 and packet[0] not in (Packet.INIT, Packet.VERSION)
    return packet[1:5] if has_id else u32(0)


def is_complaint(packet: bytes, reply: bytes, version: int) -> bool:
    """Whether the reply says that the packet itself was wrong, not only what it asks for."""
    codes = [u32(Status.BAD_MESSAGE)]
    # Of a request that the version has, this says that something it asks for is not there.
    if not is_request_type(packet[0], version):
        codes.append(u32(Status.OP_UNSUPPORTED))
    return reply[0] == Packet.STATUS and reply[5:9] in codes


def later_codes(version: int) -> dict[str, Status]:
    """The errors for which version 6 has a code better than BAD_MESSAGE."""
    if version < 6:
        return {}
    return {
        "error nulInPath": Status.INVALID_FILENAME,
        "error invalidValue": Status.INVALID_PARAMETER,
    }


def is_request_type(kind: int, version: int) -> bool:
    """Whether a client of this version sends packets of this type."""
    last = Packet.UNBLOCK if version >= 6 else Packet.SYMLINK
    is_symlink_too_late = kind == Packet.SYMLINK and version >= 6
    return kind == Packet.EXTENDED or Packet.OPEN <= kind <= last and not is_symlink_too_late


def check_verdicts(case: CorpusCase, framing: Framing, replies: list[bytes]) -> None:
    """The server says of each request what the codec says of it."""
    for packet, reply, verdict in zip(framing.packets, replies, case.verdicts):
        status = reply[5:9] if reply[0] == Packet.STATUS else None
        # As other servers do, an INIT that has a version is answered, whatever its pairs.
        if packet[0] == Packet.INIT and len(packet) >= 5 and reply[0] == Packet.VERSION:
            continue
        if verdict.startswith(("error unknownType", "error unexpectedType")):
            assert status == u32(Status.OP_UNSUPPORTED), reply[:64]
        elif verdict.startswith("error"):
            kind = " ".join(verdict.split()[:2])
            code = later_codes(case.version).get(kind, Status.BAD_MESSAGE)
            assert status == u32(code), reply[:64]
        else:
            assert status != u32(Status.BAD_MESSAGE), (packet[:64], reply[:64])
