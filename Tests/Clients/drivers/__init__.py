"""One class per real SFTP client; `CLIENTS` lists them all."""

from drivers.base import Client
from drivers.curl import Curl
from drivers.lftp import Lftp
from drivers.openssh import Scp, Sftp
from drivers.programs import AsyncSSH, GoSFTP, LibSSH, LibSSH2, NetSFTP, Paramiko, PHPSecLib
from drivers.putty import Psftp
from drivers.rclone import Rclone
from drivers.sshfs import Sshfs

CLIENTS: dict[str, type[Client]] = {
    driver.name: driver
    for driver in (
        Sftp, Scp, Lftp, Psftp, Curl, Paramiko, AsyncSSH, LibSSH2, LibSSH, GoSFTP,
        Sshfs, Rclone, PHPSecLib, NetSFTP,
    )
}
