"""The data types of SFTP on the wire (RFC 4251 section 5), both directions."""

import struct


class Malformed(AssertionError):
    """A packet of the server is not what the draft says it is."""


def u8(value: int) -> bytes:
    """A byte on the wire."""
    return struct.pack(">B", value)


def u32(value: int) -> bytes:
    """A uint32 on the wire."""
    return struct.pack(">I", value)


def u64(value: int) -> bytes:
    """A uint64 on the wire."""
    return struct.pack(">Q", value)


def i64(value: int) -> bytes:
    """An int64 on the wire."""
    return struct.pack(">q", value)


def string(value: bytes) -> bytes:
    """A string on the wire."""
    return u32(len(value)) + value


class Reader:
    """Reads fields one after the other; what is not there is `Malformed`."""

    def __init__(self, data: bytes, offset: int = 0):
        self._data = data
        self._offset = offset

    @property
    def remaining(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._offset

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count > self.remaining:
            raise Malformed(f"{count} bytes wanted, {self.remaining} left: {self._data[:64].hex()}")
        self._offset += count
        return self._data[self._offset - count : self._offset]

    def u8(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def boolean(self) -> bool:
        """The next byte as a truth value."""
        return self.u8() != 0

    def u16(self) -> int:
        """The next uint16."""
        return int.from_bytes(self.take(2))

    def u32(self) -> int:
        """The next uint32."""
        return int.from_bytes(self.take(4))

    def u64(self) -> int:
        """The next uint64."""
        return int.from_bytes(self.take(8))

    def i64(self) -> int:
        """The next int64."""
        return int.from_bytes(self.take(8), signed=True)

    def string(self) -> bytes:
        """The next string."""
        return self.take(self.u32())

    def pair(self) -> tuple[bytes, bytes]:
        """The next two strings."""
        return self.string(), self.string()

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.remaining)

    def end(self) -> None:
        """Nothing may be left."""
        if self.remaining:
            raise Malformed(f"{self.remaining} bytes too many: {self.rest()[:64].hex()}")
