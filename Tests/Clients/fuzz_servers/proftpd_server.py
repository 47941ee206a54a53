"""proftpd's mod_sftp on the loopback interface, for `sftp-double fuzz server --connect`.

Logs in `demo` with the password `demo`, who is user nobody, into a folder of its own; says its
port in one line of JSON; ends with its input, and then repeats what proftpd logged about signals.
"""

import json
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

NOBODY = 65534

CONFIGURATION = """
LoadModule mod_sftp.c
ServerName fuzzed
ServerType standalone
DefaultAddress 127.0.0.1
Port {port}
UseIPv6 off
User nobody
Group nogroup
MaxInstances 50
PidFile {folder}/pid
ScoreboardFile {folder}/scoreboard
DelayTable none
UseFtpUsers off
AuthOrder mod_auth_file.c
AuthUserFile {folder}/users
AuthGroupFile {folder}/groups
RequireValidShell off
WtmpLog off
AllowOverwrite on
SFTPEngine on
SFTPHostKey {folder}/key
SFTPLog {folder}/sftp.log
SFTPAuthMethods password
MaxLoginAttempts 3
<Limit ALL>
  AllowAll
</Limit>
"""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(folder: Path) -> None:
    """Serve until standard input ends."""
    home = folder / "home"
    home.mkdir()
    shutil.chown(home, NOBODY, NOBODY)
    folder.chmod(0o755)
    port = free_port()
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", folder / "key"], check=True
    )
    secret = subprocess.run(
        ["openssl", "passwd", "-6", "demo"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    (folder / "users").write_text(f"demo:{secret}:{NOBODY}:{NOBODY}::{home}:/bin/sh\n")
    (folder / "groups").write_text(f"nogroup:x:{NOBODY}:\n")
    for name in ("users", "groups"):
        (folder / name).chmod(0o600)
    (folder / "conf").write_text(CONFIGURATION.format(port=port, folder=folder))
    server = subprocess.Popen(
        ["proftpd", "-n", "-c", folder / "conf"], stdin=subprocess.DEVNULL,
        stdout=(folder / "out").open("w"), stderr=subprocess.STDOUT,
    )
    print(json.dumps({"port": port, "folder": str(folder)}), flush=True)
    # A request may have closed the folder for all sessions that come.
    while not select.select([sys.stdin], [], [], 0.2)[0]:
        home.chmod(0o755)
    server.terminate()
    server.wait()
    for line in (folder / "out").read_text(errors="replace").splitlines():
        if "signal" in line.lower() or "stack" in line.lower():
            print(line, flush=True)


with tempfile.TemporaryDirectory(prefix="fuzz-proftpd-") as name:
    serve(Path(name))
