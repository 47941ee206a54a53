"""paramiko's SFTP server on standard input and output, for `sftp-double fuzz server --stdio`.

paramiko has the protocol only; how files are reached is what its own demo server does (its
StubSFTPServer): paths as the client names them, every OSError as a status.
"""

import os
import sys

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface


class Channel:
    """Pipes with the calls of a channel."""

    def recv(self, count: int) -> bytes:
        """At most so many bytes."""
        return os.read(0, min(count, 1 << 20))

    def send(self, data: bytes) -> int:
        """As much as the pipe takes."""
        return os.write(1, data)

    def get_transport(self) -> "Channel":
        """The same object stands for the transport, too."""
        return self

    def get_log_channel(self) -> str:
        """The name of the log."""
        return "paramiko"

    def get_hexdump(self) -> bool:
        """No dumps."""
        return False

    def get_name(self) -> str:
        """For the log."""
        return "pipes"

    def close(self) -> None:
        """The process ends instead."""


class Handle(SFTPHandle):
    """An open file."""

    def stat(self) -> SFTPAttributes | int:
        """Attributes of the file."""
        try:
            return SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    def chattr(self, attr: SFTPAttributes) -> int:
        """Change attributes."""
        try:
            SFTPServer.set_file_attr(self.filename, attr)
            return paramiko.SFTP_OK
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)


def status(call: object, *arguments: object) -> int:
    """The status of a call that has no value."""
    try:
        call(*arguments)
        return paramiko.SFTP_OK
    except OSError as error:
        return SFTPServer.convert_errno(error.errno)


class Files(SFTPServerInterface):
    """The files of this machine, from the current folder on."""

    def canonicalize(self, path: str) -> str:
        """An absolute path."""
        return os.path.abspath(path)

    def list_folder(self, path: str) -> list[SFTPAttributes] | int:
        """Names and attributes."""
        try:
            names = os.listdir(path)
            return [
                SFTPAttributes.from_stat(os.lstat(os.path.join(path, name)), name)
                for name in names
            ]
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    def stat(self, path: str) -> SFTPAttributes | int:
        """Attributes, links followed."""
        try:
            return SFTPAttributes.from_stat(os.stat(path))
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    def lstat(self, path: str) -> SFTPAttributes | int:
        """Attributes, links not followed."""
        try:
            return SFTPAttributes.from_stat(os.lstat(path))
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    def open(self, path: str, flags: int, attr: SFTPAttributes) -> Handle | int:
        """Open or make a file."""
        try:
            file = os.open(path, flags, attr.st_mode or 0o666)
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)
        access = flags & (os.O_WRONLY | os.O_RDWR)
        appends = bool(flags & os.O_APPEND)
        mode = {0: "rb", os.O_WRONLY: "ab" if appends else "wb"}.get(
            access, "a+b" if appends else "r+b"
        )
        try:
            opened = os.fdopen(file, mode)
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)
        handle = Handle(flags)
        handle.filename = path
        handle.readfile = handle.writefile = opened
        return handle

    def remove(self, path: str) -> int:
        """Remove a file."""
        return status(os.remove, path)

    def rename(self, oldpath: str, newpath: str) -> int:
        """Rename."""
        return status(os.rename, oldpath, newpath)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        """Rename over what is there."""
        return status(os.rename, oldpath, newpath)

    def mkdir(self, path: str, _attr: SFTPAttributes) -> int:
        """Make a folder."""
        return status(os.mkdir, path)

    def rmdir(self, path: str) -> int:
        """Remove a folder."""
        return status(os.rmdir, path)

    def chattr(self, path: str, attr: SFTPAttributes) -> int:
        """Change attributes."""
        return status(SFTPServer.set_file_attr, path, attr)

    def symlink(self, target_path: str, path: str) -> int:
        """Make a link."""
        return status(os.symlink, target_path, path)

    def readlink(self, path: str) -> str | int:
        """The target of a link."""
        try:
            return os.readlink(path)
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)


def serve() -> None:
    """Serve one session."""
    pipes = Channel()
    server = SFTPServer(pipes, "sftp", None, Files)
    server.start_subsystem("sftp", pipes, pipes)
    server.finish_subsystem()


serve()
sys.exit(0)
