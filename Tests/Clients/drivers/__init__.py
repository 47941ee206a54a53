"""One class per real SFTP client; `CLIENTS` lists them all, once per version they speak.

The plain name of a client stands for the version it asks for unless told otherwise.
"""

from drivers.base import HARD_LINK, LATIN1, LIST, LOCK, SYMLINK, Client, at_version
from drivers.curl import Curl
from drivers.lftp import Lftp
from drivers.openssh import Scp, Sftp
from drivers.programs import (
    AsyncSSH, AsyncSSH6, Erlang, GoSFTP, LibSSH, LibSSH2, NetSFTP, Paramiko, PHPSecLib,
)
from drivers.putty import Psftp
from drivers.rclone import Rclone
from drivers.sshfs import Sshfs

# What a client can do in version 6 only, whose packets these are.
NEWEST = frozenset({HARD_LINK, LOCK})

CLIENTS: dict[str, type[Client]] = {
    driver.name: driver
    for driver in (
        Sftp, Scp, Lftp, Psftp, Curl, Paramiko, AsyncSSH, LibSSH2, LibSSH, GoSFTP,
        Sshfs, Rclone, PHPSecLib, NetSFTP, Erlang,
        *(at_version(Lftp, version) for version in (3, 4, 5)),
        # These put the link first in SYMLINK, where the double reads OpenSSH's order; names are
        # UTF-8 from version 4 on.
        *(at_version(AsyncSSH, version, frozenset({SYMLINK, LATIN1})) for version in (4, 5)),
        at_version(AsyncSSH6, 6, frozenset({LATIN1})),
        *(at_version(NetSFTP, version, NEWEST) for version in (3, 4, 5)),
        at_version(Erlang, 5),
        # It waits for ever for the names in front of an end-of-list, and reverses links.
        at_version(Erlang, 6, frozenset({LIST, SYMLINK})),
    )
}
