"""Compiles the small C, Go and Java clients, once per content, into .built/."""

import fcntl
import hashlib
import os
import shlex
import subprocess
from functools import cache
from pathlib import Path

BUILT = Path(__file__).resolve().parents[1] / ".built"
BUILD_SECONDS = 110


@cache
def c_program(source: Path, package: str) -> Path:
    """The executable of a C client that needs this pkg-config package."""
    flags = shlex.split(_output(["pkg-config", "--cflags", "--libs", package]))
    command = ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", str(source), *flags]
    return _compile(source, command, {})


@cache
def go_program(source: Path) -> Path:
    """The executable of a Go client, against the packages in /usr/share/gocode."""
    variables = {
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(BUILT / "go-cache"),
    }
    return _compile(source, ["go", "build", str(source)], variables)


@cache
def java_program(source: Path, library: Path) -> Path:
    """The folder with the class of a Java client that needs this library."""
    command = ["javac", "-cp", str(library), str(source)]
    return _compile(source, command, {})


def _compile(source: Path, command: list[str], variables: dict[str, str]) -> Path:
    BUILT.mkdir(exist_ok=True)
    digest = hashlib.sha256(source.read_bytes() + repr(command).encode()).hexdigest()[:12]
    target = BUILT / f"{source.stem}-{digest}"
    # Test workers run side by side; the first builds, the others wait and find it done.
    with (BUILT / f"{source.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            unfinished = target.with_suffix(".new")
            at = 2 if command[0] == "go" else 1
            option = "-d" if command[0] == "javac" else "-o"
            with_output = [*command[:at], option, str(unfinished), *command[at:]]
            _output(with_output, variables)
            unfinished.rename(target)
    return target


def _output(command: list[str], variables: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, env=os.environ | (variables or {}), timeout=BUILD_SECONDS,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    assert done.returncode == 0, f"$ {shlex.join(command)}\n{done.stdout}"
    return done.stdout
