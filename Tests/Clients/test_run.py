"""`sftp-double run`: clients against scenarios, their ends, the reports."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from harness.server import STOP_SECONDS, double_binary

pytestmark = pytest.mark.needs_double

SCENARIOS = Path(__file__).resolve().parents[2] / "Scenarios"
# With a password on the command line lftp needs neither key nor terminal.
LFTP = [
    "lftp", "--norc", "-c",
    "set sftp:connect-program 'ssh -a -x -F none -o UserKnownHostsFile={known_hosts} "
    "-o GlobalKnownHostsFile=/dev/null -o IdentitiesOnly=yes -o IdentityFile=none'; "
    "set net:max-retries 1; set net:timeout 10; set cmd:fail-exit yes; "
    "open sftp://{user}:{password}@{host}:{port}; put /etc/hostname -o up.txt",
]
SFTP = [
    "sftp", "-b", "-", "-i", "{key}", "-P", "{port}", "-o", "UserKnownHostsFile={known_hosts}",
    "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "{user}@{host}",
]


def run(*arguments: str | Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run `sftp-double run` to its end."""
    return subprocess.run(
        [str(double_binary()), "run", *map(str, arguments)],
        capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
    )


def scenario(folder: Path, name: str, **keys: object) -> Path:
    """Write a scenario file."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"version": 1, **keys}))
    return path


def script(text: str) -> list[str]:
    """A client that is a few lines of Python."""
    return [sys.executable, "-c", text]


LOGS_IN = {"expect": [{"event": "connected"}]}


def test_openssh_logs_in_with_the_key_and_known_hosts_it_is_given(tmp_path: Path) -> None:
    path = scenario(
        tmp_path, "login",
        expect=[{"authenticated": "publickey", "user": "demo"}, {"noOpenHandles": True}],
    )

    done = run(path, "--", *SFTP)

    assert done.returncode == 0, done
    assert done.stdout.splitlines()[1].split()[-4:-1] == ["exit", "0", "ok"], done.stdout
    assert done.stdout.splitlines()[2] == "1 of 1 ok"


def test_lftp_over_several_scenarios_gives_a_table_and_exit_status_1(tmp_path: Path) -> None:
    upload = [{"event": "fileWrite", "status": "OK"}, {"noViolations": True}]
    good = scenario(tmp_path, "good", expect=upload)
    bad = scenario(
        tmp_path, "bad", expect=upload,
        rules=[{"name": "no space", "on": "fileWrite", "do": {"status": "FAILURE"}}],
    )

    done = run(tmp_path, "--jobs", "2", "--", *LFTP)

    assert done.returncode == 1, done
    rows = {line.split()[0]: line.split() for line in done.stdout.splitlines()[1:3]}
    assert rows[str(good)][1:4] == ["exit", "0", "ok"], done.stdout
    assert "failed" in rows[str(bad)], done.stdout
    assert "1 of 2 ok" in done.stdout
    assert f"{bad}: " in done.stdout


def test_a_client_that_hangs_is_killed_with_its_children_and_named(tmp_path: Path) -> None:
    path = scenario(tmp_path, "hang")
    child = tmp_path / "child"
    text = (
        "import os, signal, sys\n"
        "pid = os.fork()\n"
        f"if pid: open({str(child)!r}, 'w').write(str(pid))\n"
        "print('waiting', flush=True)\n"
        "signal.pause()\n"
    )

    started = time.monotonic()
    done = run("--timeout", "4s", path, "--", *script(text))

    assert done.returncode == 1, done
    assert time.monotonic() - started < 20
    row = done.stdout.splitlines()[1].split()
    assert row[1:3] == ["killed", "hang"], done.stdout
    assert "waiting" in done.stdout
    with pytest.raises(ProcessLookupError):
        wait_until_gone(int(child.read_text()))


def wait_until_gone(process: int) -> None:
    """Raise ProcessLookupError once the process is no more, or a zombie of nobody."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        os.kill(process, 0)
        try:
            status = Path(f"/proc/{process}/stat").read_text()
        except FileNotFoundError:
            raise ProcessLookupError from None
        if status.rsplit(")", 1)[1].split()[0] == "Z":
            raise ProcessLookupError
        os.sched_yield()


def test_a_client_that_crashes_is_named_with_its_signal(tmp_path: Path) -> None:
    path = scenario(tmp_path, "crash")
    done = run(path, "--", *script("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"))

    assert done.returncode == 1
    assert done.stdout.splitlines()[1].split()[1:4] == ["signal", "11", "crash"], done.stdout


def test_output_without_end_is_kept_in_bounds(tmp_path: Path) -> None:
    path = scenario(tmp_path, "noise")
    report = tmp_path / "report.json"
    text = "import sys\nfor _ in range(2000): sys.stdout.write('x' * 10000)\nprint('end')"

    done = run("--json", report, path, "--", *script(text))

    assert done.returncode == 0, done.stdout[-500:]
    (result,) = json.loads(report.read_text())["scenarios"]
    assert len(result["output"]) < 200_000
    assert result["output"].endswith("end\n") and "left out" in result["output"]


def test_placeholders_and_variables_say_the_same(tmp_path: Path) -> None:
    path = scenario(tmp_path, "words", users=[{"name": "al", "password": "wonder"}])
    out = tmp_path / "out.json"
    text = (
        "import json, os, sys\n"
        f"json.dump([sys.argv[1:], dict(os.environ)], open({str(out)!r}, 'w'))\n"
        "print(open(sys.argv[6]).read())\n"
    )
    names = [
        "host", "port", "user", "password", "key", "known_hosts", "fingerprint", "scenario",
        "dir", "upload",
    ]

    done = run(path, "--", *script(text), *(f"{{{name}}}" for name in names), "{other}{host}")

    assert done.returncode == 0, done
    words, variables = json.loads(out.read_text())
    values = dict(zip(names, words))
    assert values["user"] == "al" and values["password"] == "wonder"
    assert values["host"] == "127.0.0.1" and values["scenario"] == str(path)
    assert words[-1] == "{other}127.0.0.1"
    for name, value in values.items():
        assert variables[f"SFTP_DOUBLE_{name.upper()}"] == value
    assert not Path(values["dir"]).exists(), "the client's folder is removed"


def test_signals_of_the_run_do_not_reach_into_the_client(tmp_path: Path) -> None:
    path = scenario(tmp_path, "mask")
    text = (
        "import signal\n"
        "assert not signal.pthread_sigmask(signal.SIG_BLOCK, []), 'signals are blocked'\n"
        "assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL\n"
        "import os; assert os.getpgrp() == os.getpid(), 'no group of its own'\n"
    )
    done = run(path, "--", *script(text))
    assert "exit 0" in done.stdout, done.stdout


def test_junit_and_json_reports_say_what_the_table_says(tmp_path: Path) -> None:
    name = 'a <b> & "c"'
    scenario(
        tmp_path, "one",
        rules=[{"name": name, "on": "fileRead", "required": True, "do": {"drop": True}}],
        expect=[{"event": "fileOpen", "path": "/x\u0001<&>"}, {"event": "fileRead", "count": 0}],
    )
    junit, report = tmp_path / "junit.xml", tmp_path / "report.json"

    done = run("--junit", junit, "--json", report, tmp_path / "one.json", "--", "true")

    assert done.returncode == 1
    (suite,) = ElementTree.parse(junit).getroot().findall("testsuite")
    cases = {case.get("name"): case for case in suite.findall("testcase")}
    assert len(cases) == 4 and suite.get("failures") == "2"
    failed = [text for text, case in cases.items() if case.find("failure") is not None]
    assert len(failed) == 2 and f"rule {name}" in failed
    (result,) = json.loads(report.read_text())["scenarios"]
    assert result["result"] == "failed" and result["exitStatus"] == 0
    assert [entry["passed"] for entry in result["expectations"]] == [False, True]
    assert result["rules"][0]["count"] == 0


def test_a_report_that_cannot_be_written_is_said_before_anything_runs(tmp_path: Path) -> None:
    path = scenario(tmp_path, "any")
    mark = tmp_path / "mark"
    done = run("--junit", tmp_path / "no/such/file.xml", path, "--", "touch", mark)
    assert done.returncode == 6 and "no/such/file.xml" in done.stderr
    assert not mark.exists()


def test_a_wrong_scenario_starts_nothing(tmp_path: Path) -> None:
    scenario(tmp_path, "a-good")
    (tmp_path / "b-bad.json").write_text('{"version": 1, "ruels": []}')
    mark = tmp_path / "mark"
    done = run(tmp_path, "--", "touch", mark)
    assert done.returncode == 2
    assert "b-bad.json:1:16: error: " in done.stderr
    assert not mark.exists()


def test_a_command_that_is_not_found_is_exit_status_2(tmp_path: Path) -> None:
    done = run(scenario(tmp_path, "any"), "--", "no-such-client")
    assert done.returncode == 2 and "no-such-client" in done.stderr


def test_no_command_is_a_wrong_command_line(tmp_path: Path) -> None:
    assert run(scenario(tmp_path, "any")).returncode == 64


def test_fail_fast_starts_nothing_more(tmp_path: Path) -> None:
    scenario(tmp_path, "a", **LOGS_IN)
    scenario(tmp_path, "b")
    done = run("--fail-fast", tmp_path, "--", "true")
    assert done.returncode == 1
    assert done.stdout.splitlines()[2].split()[1:4] == ["not", "started", "stopped"], done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_and_the_table_is_still_printed(
    number: signal.Signals, tmp_path: Path
) -> None:
    for name in "abc":
        scenario(tmp_path, name)
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    text = f"import signal; open({str(ready)!r}, 'w').close(); signal.pause()"
    process = subprocess.Popen(
        [str(double_binary()), "run", str(tmp_path), "--", *script(text)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    ready.open().close()

    asked = time.monotonic()
    process.send_signal(number)
    output, _ = process.communicate(timeout=20)

    assert time.monotonic() - asked < STOP_SECONDS
    assert process.returncode == 1
    assert [line.split()[-2] for line in output.splitlines()[1:4]] == ["stopped"] * 3, output


SHIPPED = ["open/lock-conflict.json", "read/eof-early.json", "write/close-fails-late.json"]


@pytest.mark.parametrize("name", SHIPPED)
def test_openssh_runs_against_shipped_scenarios(name: str) -> None:
    done = run(SCENARIOS / name, "--", *SFTP)
    assert done.returncode in (0, 1), done
    assert done.stdout.splitlines()[1].split()[-2] in ("ok", "failed"), done.stdout


def test_the_command_of_the_readme_does_what_it_says(tmp_path: Path) -> None:
    readme = (SCENARIOS.parent / "README.md").read_text()
    start = readme.index("sftp-double run Scenarios")
    text = readme[start : readme.index("```", start)].replace("\\\n", " ")
    words = shlex.split(text)
    (tmp_path / "Scenarios").symlink_to(SCENARIOS)
    (tmp_path / "upload.txt").write_text("put upload.txt up.txt\n")

    done = subprocess.run(
        [str(double_binary()), *words[1:]], cwd=tmp_path, capture_output=True, text=True,
        timeout=300, stdin=subprocess.DEVNULL,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"},
    )

    assert done.returncode in (0, 1), done
    folders = [SCENARIOS / "write", SCENARIOS / "open"]
    count = sum(len(list(folder.rglob("*.json"))) for folder in folders)
    cases = ElementTree.parse(tmp_path / "report.xml").getroot().findall("testsuite")
    assert len(cases) == count
    assert f"of {count} ok" in done.stdout, done.stdout
