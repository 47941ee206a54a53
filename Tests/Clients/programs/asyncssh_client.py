"""The common client commands on asyncssh."""

import asyncio
import os
import stat
import sys

import asyncssh

CHUNK = 1 << 20
SECONDS = 35


async def resume_upload(sftp: asyncssh.SFTPClient, local: str, remote: bytes) -> None:
    """Append what the server's copy lacks."""
    with open(local, "rb") as source:
        async with sftp.open(remote, "r+b") as target:
            done = (await target.stat()).size
            source.seek(done)
            await target.seek(done)
            while chunk := source.read(CHUNK):
                await target.write(chunk)


async def resume_download(sftp: asyncssh.SFTPClient, remote: bytes, local: str) -> None:
    """Append what the local copy lacks."""
    with open(local, "ab") as target:
        async with sftp.open(remote, "rb") as source:
            await source.seek(target.tell())
            while chunk := await source.read(CHUNK):
                target.write(chunk)


async def write_locked(sftp: asyncssh.SFTPClient, path: bytes) -> None:
    """Lock the first ten bytes for itself, overwrite and unlock them."""
    async with sftp.open(path, "r+b") as target:
        await target.lock(0, 10, asyncssh.FXF_BLOCK_READ | asyncssh.FXF_BLOCK_WRITE)
        await target.write(b"overwrites")
        await target.unlock(0, 10)


async def run(sftp: asyncssh.SFTPClient, command: str, words: list[str]) -> None:
    """One command; names go out as the bytes they came in as."""
    names = [os.fsencode(word) for word in words]
    match command:
        case "upload":
            await sftp.put(names[0], names[1])
        case "download":
            await sftp.get(names[0], names[1], follow_symlinks=True)
        case "download-folder":
            await sftp.get(names[0], names[1], recurse=True)
        case "resume-upload":
            await resume_upload(sftp, words[0], names[1])
        case "resume-download":
            await resume_download(sftp, names[0], words[1])
        case "list":
            found = map(os.fsdecode, await sftp.listdir(names[0]))
            print("\n".join(name for name in found if name not in (".", "..")))
        case "stat":
            found = await sftp.stat(names[0])
            print(found.size, f"{stat.S_IMODE(found.permissions):o}")
        case "rename":
            await sftp.rename(*names)
        case "remove":
            await sftp.remove(names[0])
        case "mkdir":
            await sftp.mkdir(names[0])
        case "rmdir":
            await sftp.rmdir(names[0])
        case "chmod":
            await sftp.chmod(names[1], int(words[0], 8))
        case "symlink":
            await sftp.symlink(*names)
        case "link":
            await sftp.link(*names)
        case "lock":
            await write_locked(sftp, names[0])


async def connect_and_run(command: str, words: list[str]) -> None:
    """Connect with the password or the identity file; only the known host key will do."""
    identity = os.environ["SFTP_IDENTITY"]
    async with asyncssh.connect(
        os.environ["SFTP_HOST"],
        int(os.environ["SFTP_PORT"]),
        username=os.environ["SFTP_USER"],
        password=None if identity else os.environ["SFTP_PASSWORD"],
        client_keys=[identity] if identity else None,
        known_hosts=os.environ["SFTP_KNOWN_HOSTS"],
        agent_path=None,
        config=None,
    ) as connection:
        version = int(os.environ["SFTP_VERSION"])
        async with connection.start_sftp_client(path_encoding=None, sftp_version=version) as sftp:
            await run(sftp, command, words)


def main() -> int:
    """Run the command, say what went wrong in asyncssh's words."""
    command, *words = sys.argv[1:]
    try:
        asyncio.run(asyncio.wait_for(connect_and_run(command, words), SECONDS))
    except (OSError, TimeoutError, asyncssh.Error) as error:
        print(f"{command}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
