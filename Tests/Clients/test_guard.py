"""A program that a command runs does not outlive that command, however it ended."""

import os
import select
import signal
import subprocess
from pathlib import Path

import pytest

from harness.server import double_binary

pytestmark = pytest.mark.needs_double

# How long the end of a killed process may take on a busy machine, milliseconds.
PATIENCE = 20_000

COMMANDS = {
    "fuzz client": ["fuzz", "client", "--runs", "1", "--timeout", "10m", "--"],
    "fuzz server": ["fuzz", "server", "--as-root", "--timeout", "10m", "--stdio", "--"],
    "run": ["run", "--timeout", "10m", "{scenario}", "--"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_program_ends_with_the_command_that_ran_it(command: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    scenario = tmp_path / "scenario.json"
    scenario.write_text('{"version": 1, "rules": []}')
    words = [word.format(scenario=scenario) for word in COMMANDS[command]]
    # A child of the program, too: only the group has both.
    script = f"sleep 600 & echo $$ $! >{told}; while :; do :; done"
    parent = subprocess.Popen(
        [double_binary(), *words, "sh", "-c", script], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path,
    )
    # Opening waits for the program.
    processes = [os.pidfd_open(int(number)) for number in told.read_text().split()]
    try:
        assert len(processes) == 2
        parent.kill()
        parent.wait()

        assert [has_ended(process) for process in processes] == [True, True]
    finally:
        for process in processes:
            if not has_ended(process, 0):
                signal.pidfd_send_signal(process, signal.SIGKILL)
            os.close(process)


def has_ended(process: int, milliseconds: int = PATIENCE) -> bool:
    """Whether the process of this descriptor ends within that time."""
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    return bool(waiting.poll(milliseconds))
