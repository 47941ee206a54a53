"""`sftp-double stdio`: under OpenSSH's `sftp -D`, and as the subsystem of a real sshd."""

import getpass
import os
import select
import shlex
import shutil
import signal
import socket
import struct
import subprocess
from pathlib import Path

import paramiko
import pytest

from harness.channel import Pipes
from harness.journal import Journal, acted
from harness.outcome import Outcome, environment, run
from harness.protocol import Pflags, Status
from harness.rawsftp import FileSession
from harness.replies import StatusError
from harness.server import double_binary

pytestmark = pytest.mark.needs_double


def batch(text: str, tmp_path: Path, *arguments: str) -> Outcome:
    """Run OpenSSH's sftp with these commands."""
    return run(
        ["sftp", "-b", "-", *arguments],
        env=environment(tmp_path), cwd=tmp_path, stdin=text.encode(),
    )


def over_pipes(text: str, tmp_path: Path, *arguments: str | Path) -> Outcome:
    """Run these commands against a server on sftp's own pipes."""
    command = [str(double_binary()), "stdio", *map(str, arguments)]
    return batch(text, tmp_path, "-D", shlex.join(command))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder to serve, with one file."""
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "there.txt").write_text("there before")
    (tmp_path / "sent").write_bytes(os.urandom(3_000_001))
    return folder


def test_sftp_uses_it_over_pipes(root: Path, tmp_path: Path) -> None:
    commands = "get /there.txt back\nput sent /new.bin\nget /new.bin again\nls -l /\n"

    over_pipes(commands, tmp_path, "--root", root).check().check_says("there.txt", "new.bin")

    sent = (tmp_path / "sent").read_bytes()
    assert (tmp_path / "back").read_text() == "there before"
    assert (root / "new.bin").read_bytes() == sent
    assert (tmp_path / "again").read_bytes() == sent


def test_read_only_over_pipes(root: Path, tmp_path: Path) -> None:
    refused = over_pipes("put sent /new.bin\n", tmp_path, "--root", root, "--read-only")

    refused.check_failed("permission denied")
    assert not (root / "new.bin").exists()


def test_a_scenario_over_pipes(tmp_path: Path) -> None:
    scenario = tmp_path / "full.json"
    scenario.write_text(
        '{"version": 1, "rules": [{"name": "full", "on": "fileWrite",'
        ' "do": {"status": {"code": "FAILURE", "message": "the disk is full"}}}]}'
    )
    (tmp_path / "sent").write_bytes(b"s")

    journal = tmp_path / "journal.jsonl"
    refused = over_pipes("put sent /new.txt\n", tmp_path, scenario, "--journal", journal)

    # sftp has its own words for each status and shows no message.
    refused.check_failed("failure")
    (entry,) = Journal(journal).matching(rules=acted("full"))
    assert (entry["event"], entry["status"]) == ("fileWrite", "FAILURE")
    assert entry["message"] == "the disk is full"


def test_its_end_of_input_is_its_end(root: Path) -> None:
    done = subprocess.run(
        [double_binary(), "stdio", "--root", root], input=b"", capture_output=True, timeout=10
    )

    assert (done.returncode, done.stdout) == (0, b"")


def test_noise_on_its_input_ends_it_with_a_status(root: Path) -> None:
    done = subprocess.run(
        [double_binary(), "stdio", "--root", root],
        input=b"\xff" * 1000, capture_output=True, timeout=10,
    )

    # 255 as OpenSSH's sftp-server says it.
    assert (done.returncode, done.stdout) == (255, b"")


def test_a_missing_root_over_pipes_is_an_error_of_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [double_binary(), "stdio", "--root", tmp_path / "absent"],
        input="", capture_output=True, timeout=10, text=True,
    )

    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1 and "absent" in done.stderr


def test_the_root_of_the_machine_begins_in_the_current_folder(
    root: Path, tmp_path: Path
) -> None:
    commands = "pwd\nget root/there.txt back\nput sent root/new.bin\n"

    shown = over_pipes(commands, tmp_path, "--root", "/").check()

    shown.check_says(f"Remote working directory: {tmp_path}")
    assert (tmp_path / "back").read_text() == "there before"
    assert (root / "new.bin").read_bytes() == (tmp_path / "sent").read_bytes()


def test_an_overlay_keeps_changes_to_itself(root: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "files.json"
    scenario.write_text('{"version": 1, "files": {"/laid/over.txt": {"text": "over"}}}')
    commands = (
        "get /there.txt back\nget /laid/over.txt over\nput sent /there.txt\n"
        "get /there.txt again\nmkdir /laid/new\nrename /there.txt /laid/new/moved\nls -1 /\n"
    )

    shown = over_pipes(commands, tmp_path, "--overlay", root, scenario).check()

    assert (tmp_path / "back").read_text() == "there before"
    assert (tmp_path / "over").read_text() == "over"
    assert (tmp_path / "again").read_bytes() == (tmp_path / "sent").read_bytes()
    assert "/there.txt" not in shown.stdout.split("ls -1")[1]
    assert [path.name for path in root.iterdir()] == ["there.txt"]
    assert (root / "there.txt").read_text() == "there before"


def test_an_overlay_over_the_machine_begins_in_the_current_folder(
    root: Path, tmp_path: Path
) -> None:
    commands = "get root/there.txt back\nput sent root/new.bin\nls -1 root\n"

    shown = over_pipes(commands, tmp_path, "--overlay", "/").check()

    shown.check_says("new.bin")
    assert (tmp_path / "back").read_text() == "there before"
    assert not (root / "new.bin").exists()


def test_files_of_a_scenario_that_a_root_leaves_out_are_told(root: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "files.json"
    scenario.write_text('{"version": 1, "files": {"/a.txt": {"text": "a"}}}')

    done = stdio("--root", root, scenario)

    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1 and b"--overlay" in done.stderr


def test_two_folders_are_one_too_many(root: Path) -> None:
    done = stdio("--root", root, "--overlay", root)

    assert done.returncode == 64
    assert b"choose one" in done.stderr


def stdio(*arguments: str | Path, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """One whole run whose input is these bytes."""
    return subprocess.run(
        [double_binary(), "stdio", *arguments], input=sent, capture_output=True, timeout=20
    )


def init(version: int) -> bytes:
    """An INIT packet."""
    return struct.pack(">IBI", 5, 1, version)


@pytest.mark.parametrize("version", [3, 4, 5, 6])
def test_it_speaks_every_version_over_pipes(version: int, root: Path, tmp_path: Path) -> None:
    command = [double_binary(), "stdio", "--root", "/"]
    with FileSession(Pipes(command, tmp_path), version) as session:
        assert session.version == version
        data = session.read(b"root/there.txt")
        size = session.stat(b"root/there.txt").size

    assert (data, size) == (b"there before", 12)


def test_want_of_descriptors_is_a_failure_that_passes(root: Path, tmp_path: Path) -> None:
    command = ["sh", "-c", f"ulimit -n 24 && exec {double_binary()} stdio --root {root}"]
    with FileSession(Pipes(command, tmp_path), 6) as session:
        handles = []
        with pytest.raises(StatusError) as refused:
            while len(handles) < 24:
                handles.append(session.open(b"/there.txt", Pflags.READ))
        assert refused.value.code == Status.FAILURE and "Too many open files" in str(refused.value)
        assert len(handles) > 5
        for handle in handles:
            session.close_handle(handle)
        assert session.read(b"/there.txt") == b"there before"


def test_a_mount_point_in_the_root_is_busy_and_another_disk(root: Path, tmp_path: Path) -> None:
    (root / "disk").mkdir()
    mount = f"mount -t tmpfs none {root}/disk"
    able = subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, timeout=20)
    if able.returncode != 0:
        pytest.skip("this user may not mount")
    command = f"{mount} && exec {double_binary()} stdio --root {root}"
    with FileSession(Pipes(["unshare", "-m", "sh", "-c", command], tmp_path), 6) as session:
        session.write(b"/disk/inner", b"other disk")
        codes = []
        for act in (
            lambda: session.remove_directory(b"/disk"),
            lambda: session.rename(b"/disk", b"/moved"),
            lambda: session.rename(b"/there.txt", b"/disk/moved"),
            lambda: session.link(b"/there.txt", b"/disk/second", symbolic=False),
        ):
            with pytest.raises(StatusError) as refused:
                act()
            codes.append(refused.value.code)
        assert session.read(b"/disk/../disk/inner") == b"other disk"

    busy, other = Status.LOCK_CONFLICT, Status.OP_UNSUPPORTED
    assert codes == [busy, busy, other, other]


def test_an_expectation_that_fails_is_status_1(tmp_path: Path) -> None:
    scenario = tmp_path / "expect.json"
    scenario.write_text('{"version": 1, "expect": [{"event": "fileWrite", "count": 1}]}')

    done = stdio(scenario, sent=init(3))

    assert done.returncode == 1, done.stderr
    assert b"fileWrite" in done.stderr


def test_a_reader_that_leaves_is_a_session_broken_off(root: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [double_binary(), "stdio", "--root", root], stdin=subprocess.PIPE, stdout=writer
    )
    os.close(writer)
    process.communicate(init(3), timeout=20)

    assert process.returncode == 255


def test_sigterm_ends_it_in_order_with_a_whole_journal(root: Path, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    command = [double_binary(), "stdio", "--root", root, "--journal", journal.path]
    pipes = Pipes(command, tmp_path)
    session = FileSession(pipes, 3)
    session.open(b"/there.txt", Pflags.READ)

    pipes.process.send_signal(signal.SIGTERM)

    assert pipes.process.wait(10) == 0
    (entry,) = journal.matching(event="disconnected")
    assert entry["openHandles"] == 1
    pipes.close()


class NamedSocket(socket.socket):
    """A socket that paramiko takes for a channel: it wants a name for its log."""

    def get_name(self) -> str:
        """The name."""
        return "stdio"


def test_one_socket_for_both_directions_serves_paramiko(root: Path) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [double_binary(), "stdio", "--root", root], stdin=theirs, stdout=theirs
        )
    client = paramiko.SFTPClient(NamedSocket(fileno=ours.detach()))

    with client.open("/there.txt") as file:
        read = file.read()
    client.mkdir("/made")
    names = set(client.listdir("/"))
    client.close()

    assert process.wait(10) == 0
    assert read == b"there before"
    assert names == {"there.txt", "made"}


def test_sshfs_mounts_it_without_ssh(root: Path, tmp_path: Path) -> None:
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("no usable /dev/fuse on this machine")
    point = tmp_path / "mount"
    point.mkdir()
    ours, theirs = socket.socketpair()
    with theirs:
        server = subprocess.Popen(
            [double_binary(), "stdio", "--root", root], stdin=theirs, stdout=theirs
        )
    with ours:
        mounting = subprocess.Popen(
            ["sshfs", "-f", "-o", "passive,dir_cache=no", ":/", point], stdin=ours, stdout=ours
        )
    try:
        wait_for_mount(point)
        read = (point / "there.txt").read_text()
        (point / "new.txt").write_text("new")
    finally:
        subprocess.run(["fusermount3", "-u", point], check=False, timeout=20)
        mounting.wait(20)

    assert read == "there before"
    assert (root / "new.txt").read_text() == "new"
    assert server.wait(10) == 0


def wait_for_mount(point: Path) -> None:
    """Return when something is mounted there; the kernel tells of every new mount."""
    with open("/proc/self/mounts") as mounts:
        changes = select.poll()
        changes.register(mounts, select.POLLPRI)
        while not point.is_mount():
            assert changes.poll(20_000), "no mount in 20 s"


@pytest.fixture
def through_sshd(root: Path, tmp_path: Path) -> list[str]:
    """Options for sftp: an sshd of its own on a ProxyCommand's pipes, no port involved."""
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"])
    assert sshd, "openssh-server is in apt.txt"
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host_key", "user_key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name],
            check=True, timeout=10,
        )
    config = tmp_path / "sshd_config"
    config.write_text(
        f"HostKey {tmp_path}/host_key\n"
        f"AuthorizedKeysFile {tmp_path}/user_key.pub\n"
        "PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"Subsystem sftp {double_binary()} stdio --root {root}\n"
    )
    (tmp_path / "known_hosts").write_text("double " + (tmp_path / "host_key.pub").read_text())
    return [
        "-F", "none", "-i", str(tmp_path / "user_key"),
        "-o", f"UserKnownHostsFile={tmp_path}/known_hosts",
        "-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes",
        "-o", f"ProxyCommand={sshd} -i -f {config}", f"{getpass.getuser()}@double",
    ]


def test_sshd_uses_it_as_its_subsystem(
    through_sshd: list[str], root: Path, tmp_path: Path
) -> None:
    batch("get /there.txt back\nput sent /new.bin\n", tmp_path, *through_sshd).check()

    assert (tmp_path / "back").read_text() == "there before"
    assert (root / "new.bin").read_bytes() == (tmp_path / "sent").read_bytes()
