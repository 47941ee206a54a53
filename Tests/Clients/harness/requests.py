"""The payloads of requests, behind type and request id, in the layout of every version."""

from harness.attributes import Attributes
from harness.protocol import Access, Control, Disposition, Mode, Pflags
from harness.wire import string, u8, u32, u64

NO_ATTRIBUTES = Attributes()
# What a client asks for that wants to know all (the flags are a hint only).
ALL = 0xFFFFFFFF


def open_with_pflags(
    path: bytes, pflags: int, version: int, attributes: Attributes = NO_ATTRIBUTES
) -> bytes:
    """OPEN of versions 3 and 4."""
    return string(path) + u32(pflags) + attributes.encode(version)


def open_with_access(
    path: bytes, access: int, flags: int, version: int, attributes: Attributes = NO_ATTRIBUTES
) -> bytes:
    """OPEN of versions 5 and 6."""
    return string(path) + u32(access) + u32(flags) + attributes.encode(version)


def as_access(pflags: int) -> tuple[Access, int]:
    """desired-access and flags for pflags, after the table in draft-13 section 8.1.1.3."""
    access, flags = Access(0), 0
    if pflags & Pflags.READ:
        access |= Access.READ_DATA | Access.READ_ATTRIBUTES
    if pflags & Pflags.WRITE:
        access |= Access.WRITE_DATA | Access.WRITE_ATTRIBUTES
    if pflags & Pflags.APPEND:
        access |= Access.APPEND_DATA
        flags |= Mode.APPEND_DATA
    if pflags & Pflags.TEXT:
        flags |= Mode.TEXT_MODE
    creates, truncates = pflags & Pflags.CREAT, pflags & Pflags.TRUNC
    if creates and pflags & Pflags.EXCL:
        disposition = Disposition.CREATE_NEW
    elif creates:
        disposition = Disposition.CREATE_TRUNCATE if truncates else Disposition.OPEN_OR_CREATE
    else:
        disposition = Disposition.TRUNCATE_EXISTING if truncates else Disposition.OPEN_EXISTING
    return access, flags | disposition


def open_file(
    path: bytes, pflags: int, version: int, attributes: Attributes = NO_ATTRIBUTES
) -> bytes:
    """OPEN of any version, told in pflags."""
    if version < 5:
        return open_with_pflags(path, pflags, version, attributes)
    return open_with_access(path, *as_access(pflags), version, attributes)


def stat(path_or_handle: bytes, version: int, wanted: int = ALL) -> bytes:
    """STAT, LSTAT, FSTAT: versions 4 up tell which attributes are wanted."""
    return string(path_or_handle) + (u32(wanted) if version >= 4 else b"")


def set_stat(path_or_handle: bytes, attributes: Attributes, version: int) -> bytes:
    """SETSTAT, FSETSTAT, MKDIR."""
    return string(path_or_handle) + attributes.encode(version)


def read(handle: bytes, offset: int, length: int) -> bytes:
    """READ."""
    return string(handle) + u64(offset) + u32(length)


def write(handle: bytes, offset: int, data: bytes) -> bytes:
    """WRITE."""
    return string(handle) + u64(offset) + string(data)


def rename(old: bytes, new: bytes, version: int, flags: int = 0) -> bytes:
    """RENAME; flags only in versions 5 up."""
    return string(old) + string(new) + (u32(flags) if version >= 5 else b"")


def real_path(path: bytes, control: Control | None = None, *compose: bytes) -> bytes:
    """REALPATH; control byte and paths to compose only in version 6."""
    payload = string(path)
    if control is not None:
        payload += u8(control)
    return payload + b"".join(map(string, compose))


def symlink(target: bytes, link: bytes, target_first: bool = True) -> bytes:
    """SYMLINK of versions 3 to 5: OpenSSH's order, or that of the drafts with the link first."""
    return string(target) + string(link) if target_first else string(link) + string(target)


def link(new: bytes, existing: bytes, symbolic: bool) -> bytes:
    """LINK of version 6."""
    return string(new) + string(existing) + u8(symbolic)


def block(handle: bytes, offset: int, length: int, mask: int) -> bytes:
    """BLOCK of version 6."""
    return string(handle) + u64(offset) + u64(length) + u32(mask)


def unblock(handle: bytes, offset: int, length: int) -> bytes:
    """UNBLOCK of version 6."""
    return string(handle) + u64(offset) + u64(length)


def extended(name: bytes, data: bytes = b"") -> bytes:
    """EXTENDED."""
    return string(name) + data
