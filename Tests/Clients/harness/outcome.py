"""What running one client came to, and the only way this suite starts a client process."""

import os
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

# A client that has not ended by then hangs; the slowest honest run here takes a few seconds.
CLIENT_SECONDS = 40


class ClientFailed(AssertionError):
    """A client did not do what the test asked; the text holds all it said."""


class ClientHangs(ClientFailed):
    """A client was still running when its time was up, and was ended."""


@dataclass(frozen=True)
class Outcome:
    """Exit status and words of one client run; library clients map exceptions to status 1."""

    command: str
    status: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def output(self) -> str:
        """All it said."""
        return self.stdout + self.stderr

    @property
    def ok(self) -> bool:
        """Whether the client itself says that it succeeded."""
        return self.status == 0

    def check(self) -> "Outcome":
        """Return self, or raise with everything the client printed."""
        if not self.ok:
            raise ClientFailed(self.describe())
        return self

    def check_failed(self, *wording: str) -> "Outcome":
        """Return self if the client reports a failure in these words (any case), else raise."""
        if self.ok:
            raise ClientFailed(f"expected a failure, but it succeeded\n{self.describe()}")
        return self.check_says(*wording)

    def check_says(self, *wording: str) -> "Outcome":
        """Return self if each of these texts occurs in the output (any case), else raise."""
        said = self.output.lower()
        missing = [words for words in wording if words.lower() not in said]
        if missing:
            raise ClientFailed(f"never said {missing}\n{self.describe()}")
        return self

    def describe(self) -> str:
        """Command, status, time and output, for failure messages."""
        text = (
            f"$ {self.command}\nstatus {self.status} after {self.seconds:.1f} s, output:\n"
            f"{self.output.rstrip() or '(nothing)'}"
        )
        # A report with bytes that are not UTF-8 would end the whole test run.
        return text.encode(errors="backslashreplace").decode()


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment every client gets: no agent, no user configuration, UTF-8."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {"HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb", "TZ": "UTC"} | extra


def run(
    arguments: list[str],
    *,
    env: dict[str, str],
    cwd: Path,
    stdin: bytes = b"",
    seconds: float = CLIENT_SECONDS,
) -> Outcome:
    """Run a program to its end; when time is up, end its process group and fail."""
    started = time.monotonic()
    process = subprocess.Popen(
        arguments,
        env=env,
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    command = shlex.join(arguments)
    try:
        said = process.communicate(stdin, timeout=seconds)
        expired = False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said = process.communicate()
        expired = True
    stdout, stderr = (text.decode("utf-8", "backslashreplace") for text in said)
    elapsed = time.monotonic() - started
    outcome = Outcome(command, process.returncode, stdout, stderr, elapsed)
    if expired:
        raise ClientHangs(f"still running when its time was up\n{outcome.describe()}")
    return outcome
