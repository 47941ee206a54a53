"""`sftp-double fuzz client`: planted bugs are found, a careful client stays clean."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.server import double_binary

pytestmark = pytest.mark.needs_double

PLANTED = Path(__file__).resolve().parent / "programs/planted_client.py"

# Bug, what it is found as, a word of the faults that show it, a seed, and the runs within which it
# is found with that.
BUGS = [
    ("count", "crash (signal 6)", "dirRead", 1, 250),
    ("exception", "crash (IndexError: byte # at #)", "handle at fileOpen", 2, 250),
    # A seed of its own: /tmp/sftp-double-escaped-N bears the number of the run alone, and another
    # campaign beside this one would find what this one's client wrote.
    ("escape", "outside (", "names.escape", 7, 150),
    ("short", "corruption (fetched data.bin: ", "fileRead", 1, 100),
    ("upload", "corruption (stored /home/demo/out/up.bin: ", "fileWrite", 1, 150),
    ("waits", "hang", "", 1, 50),
    ("memory", "memory", "frame.length", 1, 200),
]


def fuzz(
    folder: Path, *arguments: str | Path, timeout: float = 500
) -> subprocess.CompletedProcess[str]:
    """Run `sftp-double fuzz client` to its end."""
    return subprocess.run(
        [str(double_binary()), "fuzz", "client", *map(str, arguments)],
        capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL, cwd=folder,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
    )


def client(bug: str) -> list[str]:
    """The planted client."""
    return [sys.executable, str(PLANTED), bug]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("bug", "found", "fault", "seed", "runs"), BUGS)
def test_a_planted_bug_is_found_and_its_scenario_shows_it_again(
    tmp_path: Path, bug: str, found: str, fault: str, seed: int, runs: int
) -> None:
    done = fuzz(
        tmp_path, "--seed", str(seed), "--runs", str(runs), "--timeout", "6s",
        # With one job equal seeds draw equally; most of a hang is waiting.
        "--jobs", "2" if bug == "waits" else "1", "--idle", "1s", "--", *client(bug),
    )

    assert done.returncode == 1, done
    lines = [line for line in done.stdout.splitlines() if line.startswith("finding: " + found)]
    assert lines and any(fault in line for line in lines), done.stdout
    others = [line for line in done.stdout.splitlines()
              if line.startswith("finding: ") and line not in lines]
    assert not others, "a bug that was not planted"
    file = Path(next(line for line in lines if fault in line).rsplit(": ", 1)[1])
    scenario = json.loads((tmp_path / file).read_text())
    # One fault can take several rules, "names.escape at dirList, 1" and so on.
    faults = {rule["name"].split(",")[0] for rule in scenario["rules"]}
    assert scenario["description"].startswith(found[:20]) and len(faults) <= 2

    again = fuzz(
        tmp_path, "--replay", "--timeout", "6s", file, "--", *client(bug)
    )
    assert again.returncode == 1 and found in again.stdout, again
    clean = fuzz(tmp_path, "--replay", "--timeout", "6s", file, "--", *client("careful"))
    assert clean.returncode == 0 and "nothing" in clean.stdout, clean
    if found.startswith(("crash (signal", "hang")):
        ran = subprocess.run(
            [double_binary(), "run", "--timeout", "6s", file, "--", *client(bug)],
            capture_output=True, text=True, cwd=tmp_path, timeout=60,
        )
        assert found.split()[0] in ran.stdout.splitlines()[1].split(), ran


def test_a_careful_client_stays_clean(tmp_path: Path) -> None:
    done = fuzz(
        tmp_path, "--seed", "2", "--runs", "120", "--jobs", "2", "--idle", "1s", "--",
        *client("careful"),
    )

    assert done.returncode == 0, done
    assert "120 runs" in done.stdout and "0 findings" in done.stdout
    assert "exit 0" in done.stdout and "exit 3" in done.stdout, "faults are met, and not always"
    assert not (tmp_path / "findings").exists(), "no folder without findings"
    assert done.stderr == ""


def test_the_same_seed_finds_the_same(tmp_path: Path) -> None:
    def findings(name: str) -> list[str]:
        folder = tmp_path / name
        folder.mkdir()
        done = fuzz(folder, "--seed", "5", "--runs", "30", "--idle", "1s", "--", *client("short"))
        assert done.returncode == 1, done
        return [line for line in done.stdout.splitlines() if line.startswith("finding: ")]

    assert findings("a") == findings("b")


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (["/no/such/program"], "command not found"),
        (["false"], "without any fault the client exits with 1"),
        (["sh", "-c", "kill -9 $$"], "without any fault the client is ended by signal 9"),
    ],
)
def test_a_client_that_does_not_work_is_an_error(
    tmp_path: Path, command: list[str], complaint: str
) -> None:
    done = fuzz(tmp_path, "--runs", "3", "--", *command)
    assert done.returncode == 2 and complaint in done.stderr, done
    assert list(tmp_path.iterdir()) == []


def test_what_a_client_prints_without_faults_is_shown_when_it_fails(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "--runs", "3", "--", "sh", "-c", "echo no such option; exit 4")
    assert done.returncode == 2 and "no such option" in done.stderr, done


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--timeout", "5"], "--timeout"),
        (["--jobs", "0"], "--jobs takes 1 to 64"),
        (["--idle", "soon"], "--idle"),
        (["--crash-pattern", "("], "no regular expression"),
        (["--expect-upload", "up.bin"], "is not local=remote"),
        (["--replay"], "--replay needs"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, options: list[str], complaint: str) -> None:
    done = fuzz(tmp_path, *options, "--", "true")
    assert done.returncode == 64 and complaint in done.stderr, done


def test_expected_files_are_compared_pair_by_pair(tmp_path: Path) -> None:
    script = "cp {upload} got.bin"
    done = fuzz(
        tmp_path, "--runs", "3", "--expect-download", "got.bin=/home/demo/in/data.bin", "--",
        "sh", "-c", script,
    )
    assert done.returncode == 2 and "without faults these differ: got.bin" in done.stderr, done


def test_an_interrupt_keeps_what_was_found(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [str(double_binary()), "fuzz", "client", "--seed", "1", "--duration", "5m", "--idle", "1s",
         "--", *client("short")],
        cwd=tmp_path, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
    )
    assert process.stdout
    assert process.stdout.readline().startswith("finding: ")
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert process.wait(20) == 1 and time.monotonic() - asked < 20
    assert "runs in" in rest.splitlines()[-1]
    assert len(list((tmp_path / "findings").iterdir())) >= 1
