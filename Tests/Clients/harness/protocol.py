"""The numbers of SFTP: draft-ietf-secsh-filexfer-02 (version 3), -04, -05 and -13 (version 6)."""

from enum import IntEnum, IntFlag


class Packet(IntEnum):
    """Packet types (draft-13 section 4.3; SYMLINK is of versions 3 to 5)."""

    INIT = 1
    VERSION = 2
    OPEN = 3
    CLOSE = 4
    READ = 5
    WRITE = 6
    LSTAT = 7
    FSTAT = 8
    SETSTAT = 9
    FSETSTAT = 10
    OPENDIR = 11
    READDIR = 12
    REMOVE = 13
    MKDIR = 14
    RMDIR = 15
    REALPATH = 16
    STAT = 17
    RENAME = 18
    READLINK = 19
    SYMLINK = 20
    LINK = 21
    BLOCK = 22
    UNBLOCK = 23
    STATUS = 101
    HANDLE = 102
    DATA = 103
    NAME = 104
    ATTRS = 105
    EXTENDED = 200
    EXTENDED_REPLY = 201


class Status(IntEnum):
    """Status codes (draft-13 section 9.1)."""

    OK = 0
    EOF = 1
    NO_SUCH_FILE = 2
    PERMISSION_DENIED = 3
    FAILURE = 4
    BAD_MESSAGE = 5
    NO_CONNECTION = 6
    CONNECTION_LOST = 7
    OP_UNSUPPORTED = 8
    INVALID_HANDLE = 9
    NO_SUCH_PATH = 10
    FILE_ALREADY_EXISTS = 11
    WRITE_PROTECT = 12
    NO_MEDIA = 13
    NO_SPACE_ON_FILESYSTEM = 14
    QUOTA_EXCEEDED = 15
    UNKNOWN_PRINCIPAL = 16
    LOCK_CONFLICT = 17
    DIR_NOT_EMPTY = 18
    NOT_A_DIRECTORY = 19
    INVALID_FILENAME = 20
    LINK_LOOP = 21
    CANNOT_DELETE = 22
    INVALID_PARAMETER = 23
    FILE_IS_A_DIRECTORY = 24
    BYTE_RANGE_LOCK_CONFLICT = 25
    BYTE_RANGE_LOCK_REFUSED = 26
    DELETE_PENDING = 27
    FILE_CORRUPT = 28
    OWNER_INVALID = 29
    GROUP_INVALID = 30
    NO_MATCHING_BYTE_RANGE_LOCK = 31


# The last status code that each version's draft defines.
LAST_STATUS = {3: 8, 4: 13, 5: 17, 6: 31}


def status_name(code: int) -> str:
    """The draft's name of a status code, or its number."""
    return Status(code).name if code in Status.__members__.values() else str(code)


class Pflags(IntFlag):
    """OPEN's pflags of versions 3 and 4 (draft-02 section 6.3, draft-04 section 6.3)."""

    READ = 0x1
    WRITE = 0x2
    APPEND = 0x4
    CREAT = 0x8
    TRUNC = 0x10
    EXCL = 0x20
    TEXT = 0x40


class Access(IntFlag):
    """OPEN's desired-access of version 5 up, and the masks of ACEs (draft-13 section 7.8)."""

    READ_DATA = 0x1
    WRITE_DATA = 0x2
    APPEND_DATA = 0x4
    READ_NAMED_ATTRS = 0x8
    WRITE_NAMED_ATTRS = 0x10
    EXECUTE = 0x20
    DELETE_CHILD = 0x40
    READ_ATTRIBUTES = 0x80
    WRITE_ATTRIBUTES = 0x100
    DELETE = 0x10000
    READ_ACL = 0x20000
    WRITE_ACL = 0x40000
    WRITE_OWNER = 0x80000
    SYNCHRONIZE = 0x100000


class Disposition(IntEnum):
    """The low three bits of OPEN's flags of version 5 up (draft-13 section 8.1.1.3)."""

    CREATE_NEW = 0
    CREATE_TRUNCATE = 1
    OPEN_EXISTING = 2
    OPEN_OR_CREATE = 3
    TRUNCATE_EXISTING = 4


class Mode(IntFlag):
    """The other bits of OPEN's flags of version 5 up; version 5 has those up to BLOCK_DELETE.

    BLOCK_READ to BLOCK_ADVISORY are the lock masks of BLOCK, too (draft-13 section 8.8.1).
    """

    APPEND_DATA = 0x8
    APPEND_DATA_ATOMIC = 0x10
    TEXT_MODE = 0x20
    BLOCK_READ = 0x40
    BLOCK_WRITE = 0x80
    BLOCK_DELETE = 0x100
    BLOCK_ADVISORY = 0x200
    NOFOLLOW = 0x400
    DELETE_ON_CLOSE = 0x800
    ACCESS_AUDIT_ALARM_INFO = 0x1000
    ACCESS_BACKUP = 0x2000
    BACKUP_STREAM = 0x4000
    OVERRIDE_OWNER = 0x8000


class Rename(IntFlag):
    """RENAME's flags of version 5 up (draft-13 section 8.3)."""

    OVERWRITE = 0x1
    ATOMIC = 0x2
    NATIVE = 0x4


class Control(IntEnum):
    """REALPATH's control byte of version 6 (draft-13 section 8.9)."""

    NO_CHECK = 1
    STAT_IF = 2
    STAT_ALWAYS = 3


class FileType(IntEnum):
    """The type field of ATTRS, version 4 up (draft-13 section 7.2)."""

    REGULAR = 1
    DIRECTORY = 2
    SYMLINK = 3
    SPECIAL = 4
    UNKNOWN = 5
    SOCKET = 6
    CHAR_DEVICE = 7
    BLOCK_DEVICE = 8
    FIFO = 9
