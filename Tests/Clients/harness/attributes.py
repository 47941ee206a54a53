"""The ATTRS value of every version (draft-02 section 5, -04 and -05 section 5, -13 section 7)."""

import stat
from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple

from harness.protocol import FileType
from harness.wire import Malformed, Reader, i64, string, u8, u32, u64


class Flag(IntFlag):
    """valid-attribute-flags; UIDGID and ACMODTIME are of version 3 only."""

    SIZE = 0x1
    UIDGID = 0x2
    PERMISSIONS = 0x4
    # In version 3 access and modification time together, named ACMODTIME there.
    ACCESSTIME = 0x8
    CREATETIME = 0x10
    MODIFYTIME = 0x20
    ACL = 0x40
    OWNERGROUP = 0x80
    SUBSECOND_TIMES = 0x100
    BITS = 0x200
    ALLOCATION_SIZE = 0x400
    TEXT_HINT = 0x800
    MIME_TYPE = 0x1000
    LINK_COUNT = 0x2000
    UNTRANSLATED_NAME = 0x4000
    CTIME = 0x8000
    EXTENDED = 0x80000000


VALID = {
    3: Flag(0x8000000F),
    4: Flag(0x800001FD),
    5: Flag(0x800003FD),
    6: Flag(0x8000FFFD),
}

TYPE_OF_MODE = {
    stat.S_IFREG: FileType.REGULAR, stat.S_IFDIR: FileType.DIRECTORY,
    stat.S_IFLNK: FileType.SYMLINK, stat.S_IFSOCK: FileType.SOCKET,
    stat.S_IFCHR: FileType.CHAR_DEVICE, stat.S_IFBLK: FileType.BLOCK_DEVICE,
    stat.S_IFIFO: FileType.FIFO,
}


class Time(NamedTuple):
    """Seconds since 1970 and nanoseconds to be added to them."""

    seconds: int
    nanoseconds: int = 0


@dataclass(frozen=True)
class Attributes:
    """What ATTRS says; nil where a field is absent."""

    type: int | None = None
    size: int | None = None
    allocation_size: int | None = None
    uid: int | None = None
    gid: int | None = None
    owner: bytes | None = None
    group: bytes | None = None
    permissions: int | None = None
    access_time: Time | None = None
    create_time: Time | None = None
    modify_time: Time | None = None
    change_time: Time | None = None
    acl: bytes | None = None
    bits: int | None = None
    bits_valid: int | None = None
    text_hint: int | None = None
    mime_type: bytes | None = None
    link_count: int | None = None
    untranslated_name: bytes | None = None
    extended: tuple[tuple[bytes, bytes], ...] = ()
    # The flags as they were on the wire.
    flags: int = 0

    @property
    def mode(self) -> int:
        """Permission bits without the file type."""
        assert self.permissions is not None
        return self.permissions & 0o7777

    @property
    def kind(self) -> int | None:
        """The file type: the field of version 4 up, or that of the type bits."""
        if self.type is not None:
            return self.type
        return TYPE_OF_MODE.get(stat.S_IFMT(self.permissions or 0))

    @property
    def is_directory(self) -> bool:
        """Whether this is a directory."""
        return self.kind == FileType.DIRECTORY

    def check(self, version: int) -> "Attributes":
        """Return self if all values are defined in this version, else raise `Malformed`.

        Not for the dummy attributes that REALPATH and READLINK give.
        """
        types = (FileType.REGULAR, FileType.UNKNOWN if version == 4 else FileType.FIFO)
        if version >= 4 and not types[0] <= (self.type or 0) <= types[1]:
            raise Malformed(f"file type {self.type} at version {version}")
        for time in (self.access_time, self.create_time, self.modify_time, self.change_time):
            if time and time.nanoseconds > 999_999_999:
                raise Malformed(f"{time.nanoseconds} nanoseconds")
        if (self.bits or 0) & ~(0xFFF if version >= 6 else 0x7FF):
            raise Malformed(f"attribute bits {self.bits:#x} at version {version}")
        if self.text_hint is not None and self.text_hint > 3:
            raise Malformed(f"text hint {self.text_hint}")
        return self

    def encode(self, version: int) -> bytes:
        """The fields that are there, in the layout of this version."""
        return encode_old(self) if version == 3 else encode_new(self, version)


def encode_old(of: Attributes) -> bytes:
    """The ATTRS of version 3."""
    flags, body = Flag(0), b""
    if of.size is not None:
        flags, body = flags | Flag.SIZE, body + u64(of.size)
    if of.uid is not None and of.gid is not None:
        flags, body = flags | Flag.UIDGID, body + u32(of.uid) + u32(of.gid)
    if of.permissions is not None:
        flags, body = flags | Flag.PERMISSIONS, body + u32(of.permissions)
    if of.access_time and of.modify_time:
        flags |= Flag.ACCESSTIME
        body += u32(of.access_time.seconds) + u32(of.modify_time.seconds)
    return u32(flags | extended_flag(of)) + body + encode_extended(of)


def encode_new(of: Attributes, version: int) -> bytes:
    """The ATTRS of versions 4 to 6; times have nanoseconds if any of them has."""
    times = (of.access_time, of.create_time, of.modify_time, of.change_time)
    precise = any(time and time.nanoseconds for time in times)
    flags = Flag.SUBSECOND_TIMES if precise else Flag(0)

    def time(value: Time) -> bytes:
        return i64(value.seconds) + (u32(value.nanoseconds) if precise else b"")

    owners = None
    if of.owner is not None and of.group is not None:
        owners = string(of.owner) + string(of.group)
    bits = None if of.bits is None else u32(of.bits)
    if bits is not None and version >= 6:
        bits += u32(of.bits if of.bits_valid is None else of.bits_valid)
    body = u8(FileType.UNKNOWN if of.type is None else of.type)
    for flag, value, encoded in (
        (Flag.SIZE, of.size, u64),
        (Flag.ALLOCATION_SIZE, of.allocation_size, u64),
        (Flag.OWNERGROUP, owners, bytes),
        (Flag.PERMISSIONS, of.permissions, u32),
        (Flag.ACCESSTIME, of.access_time, time),
        (Flag.CREATETIME, of.create_time, time),
        (Flag.MODIFYTIME, of.modify_time, time),
        (Flag.CTIME, of.change_time, time),
        (Flag.ACL, of.acl, string),
        (Flag.BITS, bits, bytes),
        (Flag.TEXT_HINT, of.text_hint, u8),
        (Flag.MIME_TYPE, of.mime_type, string),
        (Flag.LINK_COUNT, of.link_count, u32),
        (Flag.UNTRANSLATED_NAME, of.untranslated_name, string),
    ):
        if value is not None and flag in VALID[version]:
            flags, body = flags | flag, body + encoded(value)
    return u32(flags | extended_flag(of)) + body + encode_extended(of)


def extended_flag(of: Attributes) -> Flag:
    """EXTENDED if there are extended attributes."""
    return Flag.EXTENDED if of.extended else Flag(0)


def encode_extended(of: Attributes) -> bytes:
    """The count and the pairs of extended attributes, or nothing."""
    if not of.extended:
        return b""
    return u32(len(of.extended)) + b"".join(string(a) + string(b) for a, b in of.extended)


def read_attributes(reader: Reader, version: int) -> Attributes:
    """The next ATTRS; a flag that the version does not have is `Malformed`."""
    flags = Flag(reader.u32())
    if flags & ~VALID[version]:
        raise Malformed(f"attribute flags {flags:#x} at version {version}")
    fields = read_old(reader, flags) if version == 3 else read_new(reader, flags, version)
    if Flag.EXTENDED in flags:
        fields["extended"] = tuple(reader.pair() for _ in range(reader.u32()))
    return Attributes(**fields, flags=int(flags))


def read_old(reader: Reader, flags: Flag) -> dict:
    """The fields of version 3."""
    fields: dict = {}
    if Flag.SIZE in flags:
        fields["size"] = reader.u64()
    if Flag.UIDGID in flags:
        fields["uid"], fields["gid"] = reader.u32(), reader.u32()
    if Flag.PERMISSIONS in flags:
        fields["permissions"] = reader.u32()
    if Flag.ACCESSTIME in flags:
        fields["access_time"], fields["modify_time"] = Time(reader.u32()), Time(reader.u32())
    return fields


def read_new(reader: Reader, flags: Flag, version: int) -> dict:
    """The fields of versions 4 to 6."""

    def time() -> Time:
        return Time(reader.i64(), reader.u32() if Flag.SUBSECOND_TIMES in flags else 0)

    def bits() -> None:
        fields["bits"] = reader.u32()
        if version >= 6:
            fields["bits_valid"] = reader.u32()

    fields: dict = {"type": reader.u8()}
    for flag, name, read in (
        (Flag.SIZE, "size", reader.u64),
        (Flag.ALLOCATION_SIZE, "allocation_size", reader.u64),
        (Flag.OWNERGROUP, "owner", reader.string),
        (Flag.OWNERGROUP, "group", reader.string),
        (Flag.PERMISSIONS, "permissions", reader.u32),
        (Flag.ACCESSTIME, "access_time", time),
        (Flag.CREATETIME, "create_time", time),
        (Flag.MODIFYTIME, "modify_time", time),
        (Flag.CTIME, "change_time", time),
        (Flag.ACL, "acl", reader.string),
        (Flag.BITS, None, bits),
        (Flag.TEXT_HINT, "text_hint", reader.u8),
        (Flag.MIME_TYPE, "mime_type", reader.string),
        (Flag.LINK_COUNT, "link_count", reader.u32),
        (Flag.UNTRANSLATED_NAME, "untranslated_name", reader.string),
    ):
        if flag in flags:
            value = read()
            if name:
                fields[name] = value
    return fields
