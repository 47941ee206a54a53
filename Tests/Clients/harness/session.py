"""A bare SFTP session of any version on any channel: requests out, replies in, nothing guessed."""

import struct
from collections.abc import Iterable, Iterator

from harness.channel import Channel
from harness.protocol import Packet
from harness.replies import Greeting, Reply, parse, parse_greeting
from harness.wire import string, u32

IN_FLIGHT = 32


class Session:
    """One SFTP session; close it, or use it in a `with` statement.

    `version` is what INIT asks for, and becomes the lower number that VERSION answers.
    """

    def __init__(self, channel: Channel, version: int = 3, greet: bool = True):
        self.channel = channel
        self.version = version
        self.greeted = greet
        self.greeting = Greeting(version, ())
        self._next_id = 0
        if greet:
            self.send_packet(bytes([Packet.INIT]) + u32(version))
            self.greeting = parse_greeting(self.receive_packet())
            self.version = min(version, self.greeting.version)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the channel."""
        self.channel.close()

    def send_bytes(self, data: bytes) -> None:
        """Send these bytes as they are."""
        self.channel.sendall(data)

    def send_packet(self, packet: bytes) -> None:
        """Send type and payload behind their length."""
        self.send_bytes(string(packet))

    def receive_exactly(self, count: int) -> bytes:
        """Exactly this many bytes; EOFError when the channel ends before."""
        parts = []
        while count:
            part = self.channel.recv(min(count, 1 << 20))
            if not part:
                raise EOFError("the server closed the channel")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def receive_packet(self) -> bytes:
        """The next packet: type and payload."""
        (length,) = struct.unpack(">I", self.receive_exactly(4))
        return self.receive_exactly(length)

    def receive(self) -> Reply:
        """The next reply, taken apart."""
        return parse(self.receive_packet(), self.version)

    def post(self, kind: int, payload: bytes) -> int:
        """Send a request and return its id without waiting for the answer."""
        return self.post_all(kind, [payload])[0]

    def post_all(self, kind: int, payloads: Iterable[bytes]) -> list[int]:
        """Send requests at once and return their ids without waiting for the answers."""
        ids, data = [], b""
        for payload in payloads:
            self._next_id = (self._next_id + 1) & 0xFFFFFFFF
            ids.append(self._next_id)
            data += string(bytes([kind]) + u32(self._next_id) + payload)
        self.send_bytes(data)
        return ids

    def request(self, kind: int, payload: bytes) -> Reply:
        """Send a request and wait for its answer."""
        identifier = self.post(kind, payload)
        reply = self.receive()
        assert reply.identifier == identifier, f"answer to another request: {reply.describe()}"
        return reply

    def expect(self, wanted: int, kind: int, payload: bytes) -> Reply:
        """Request whose answer must have this type; StatusError for another status."""
        return self.request(kind, payload).check(wanted)

    def burst(self, asked: Iterable[tuple[int, bytes]]) -> list[Reply]:
        """Send some requests at once; their answers in the order of the requests."""
        places = {self.post(kind, payload): place for place, (kind, payload) in enumerate(asked)}
        replies = [self.receive() for _ in places]
        return sorted(replies, key=lambda reply: places[reply.identifier])

    def pipelined(self, kind: int, payloads: Iterable[bytes]) -> Iterator[tuple[int, Reply]]:
        """Send requests, at most IN_FLIGHT unanswered; yield (index, reply) in reply order."""
        waiting: dict[int, int] = {}
        for index, payload in enumerate(payloads):
            waiting[self.post(kind, payload)] = index
            if len(waiting) >= IN_FLIGHT:
                reply = self.receive()
                yield waiting.pop(reply.identifier), reply
        while waiting:
            reply = self.receive()
            yield waiting.pop(reply.identifier), reply
