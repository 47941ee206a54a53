"""Every scenario's exact bytes and connection events, asked for by its raw-protocol probes."""

import importlib
import json
import os
import pkgutil
import subprocess
from pathlib import Path

import pytest

import probes
from conftest import StartDouble
from harness.server import double_binary
from probes import PROBES, SCENARIOS, Probe, Registered

pytestmark = pytest.mark.needs_double

for module in pkgutil.iter_modules(probes.__path__):
    importlib.import_module(f"probes.{module.name}")

# pytest numbers the ids of a scenario with several probes.
RUNS = [pytest.param(one, id=one.file.removesuffix(".json")) for one in PROBES]


@pytest.mark.parametrize("registered", RUNS)
def test_the_wire_shows_what_the_scenario_says(
    registered: Registered, start_double: StartDouble, tmp_path: Path
) -> None:
    # An argument may name the probe's own folder.
    arguments = [each.replace("{folder}", str(tmp_path)) for each in registered.arguments]
    double = start_double(SCENARIOS / registered.file, *arguments)
    probe = Probe(double, registered.file, tmp_path)
    try:
        registered.function(probe)
        if not double.stopped:
            probe.stops()
    except BaseException:
        # What the double says about its expectations would hide what failed.
        double.kill()
        double.stopped = True
        raise
    finally:
        probe.hang_up()


def test_every_scenario_has_a_probe() -> None:
    shipped = {str(path.relative_to(SCENARIOS)) for path in SCENARIOS.rglob("*.json")}
    probed = {registered.file for registered in PROBES}

    assert shipped - probed - {"scenario.schema.json"} == set(), "scenarios without a probe"
    assert probed - shipped == set(), "probes without a scenario"


def test_every_status_code_has_a_scenario_of_its_own() -> None:
    codes = [int(path.name.split("-")[0]) for path in sorted(SCENARIOS.glob("status/*.json"))]
    assert codes == list(range(32))


PERSONALITIES = sorted(SCENARIOS.glob("personalities/*.json"))


def test_there_are_sixteen_personalities_and_openssh() -> None:
    assert len(PERSONALITIES) >= 17
    assert SCENARIOS / "personalities/openssh.json" in PERSONALITIES


@pytest.mark.parametrize("personality", PERSONALITIES, ids=lambda path: path.stem)
def test_a_personality_can_be_included(personality: Path, tmp_path: Path) -> None:
    including = tmp_path / "mine.json"
    relative = os.path.relpath(personality, tmp_path)
    including.write_text(json.dumps({"version": 1, "include": [relative], "name": "mine"}))
    done = subprocess.run(
        [double_binary(), "check", including], capture_output=True, text=True, timeout=20,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
