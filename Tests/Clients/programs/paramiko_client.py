"""The common client commands on paramiko."""

import os
import stat
import sys

import paramiko

CHUNK = 1 << 20


def connect() -> paramiko.SSHClient:
    """Connect with the password or the identity file; only the known host key will do."""
    client = paramiko.SSHClient()
    client.load_host_keys(os.environ["SFTP_KNOWN_HOSTS"])
    identity = os.environ["SFTP_IDENTITY"]
    client.connect(
        os.environ["SFTP_HOST"],
        int(os.environ["SFTP_PORT"]),
        os.environ["SFTP_USER"],
        None if identity else os.environ["SFTP_PASSWORD"],
        key_filename=identity or None,
        allow_agent=False,
        look_for_keys=False,
        timeout=15,
        banner_timeout=15,
        auth_timeout=15,
    )
    return client


def copy_rest(source, target) -> None:
    """Copy until the source ends."""
    while chunk := source.read(CHUNK):
        target.write(chunk)


def resume_upload(sftp: paramiko.SFTPClient, local: str, remote: bytes) -> None:
    """Append what the server's copy lacks."""
    with open(local, "rb") as source, sftp.open(remote, "r+b") as target:
        target.set_pipelined(True)
        done = target.stat().st_size
        source.seek(done)
        target.seek(done)
        copy_rest(source, target)


def resume_download(sftp: paramiko.SFTPClient, remote: bytes, local: str) -> None:
    """Append what the local copy lacks."""
    with sftp.open(remote, "rb") as source, open(local, "ab") as target:
        source.seek(target.tell())
        copy_rest(source, target)


def run(sftp: paramiko.SFTPClient, command: str, words: list[str]) -> None:
    """One command; names go out as the bytes they came in as."""
    names = [os.fsencode(word) for word in words]
    match command:
        case "upload":
            sftp.put(words[0], names[1])
        case "download":
            sftp.get(names[0], words[1])
        case "resume-upload":
            resume_upload(sftp, words[0], names[1])
        case "resume-download":
            resume_download(sftp, names[0], words[1])
        case "list":
            print("\n".join(sftp.listdir(words[0])))
        case "stat":
            found = sftp.stat(names[0])
            print(found.st_size, f"{stat.S_IMODE(found.st_mode):o}")
        case "rename":
            sftp.rename(*names)
        case "remove":
            sftp.remove(names[0])
        case "mkdir":
            sftp.mkdir(names[0])
        case "rmdir":
            sftp.rmdir(names[0])
        case "chmod":
            sftp.chmod(names[1], int(words[0], 8))
        case "symlink":
            sftp.symlink(*names)


def main() -> int:
    """Connect, run the command, say what went wrong in paramiko's words."""
    command, *words = sys.argv[1:]
    try:
        with connect() as client, client.open_sftp() as sftp:
            sftp.get_channel().settimeout(30)
            run(sftp, command, words)
    except (OSError, EOFError, paramiko.SSHException, paramiko.SFTPError) as error:
        print(f"{command}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
