"""`sftp-double fuzz export`: a folder whole or none."""

import resource
import subprocess
from pathlib import Path

import pytest

from harness.server import REPOSITORY, double_binary

pytestmark = pytest.mark.needs_double


def export(folder: Path, file_size: int | None = None) -> subprocess.CompletedProcess[str]:
    """Export the corpus; no file may get larger than `file_size` bytes."""

    def limit() -> None:
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return subprocess.run(
        [double_binary(), "fuzz", "export", str(folder)], cwd=REPOSITORY, preexec_fn=limit,
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )


def test_a_folder_is_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "seeds"

    first, second = export(folder), export(folder)

    assert first.returncode == 0 and "seeds of" in first.stdout, first
    assert second.returncode == 6 and "seeds: File exists; remove it" in second.stderr, second
    assert [entry.name for entry in tmp_path.iterdir()] == ["seeds"]


def test_what_cannot_be_written_to_its_end_leaves_nothing_behind(tmp_path: Path) -> None:
    run = export(tmp_path / "seeds", file_size=200)

    assert (run.returncode, run.stdout) == (6, ""), run
    assert run.stderr.startswith(f"{tmp_path}/seeds.new/") and "File too large" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_another_export_left_is_named(tmp_path: Path) -> None:
    (tmp_path / "seeds.new").mkdir()

    run = export(tmp_path / "seeds")

    assert run.returncode == 6 and "seeds.new: File exists; remove it" in run.stderr, run
    assert [entry.name for entry in tmp_path.iterdir()] == ["seeds.new"]
