"""The same requests to the double and to other servers: every difference is in DIFFERENCES.md.

`--sequences`, `--steps` and `--seed` make the random part longer or another one.
"""

from itertools import chain
from pathlib import Path
from random import Random

import pytest

from differential import cases
from differential.cases import Case
from differential.compare import Comparison
from differential.handle_cases import on_handles
from differential.listed import check
from differential.peers import (
    ASYNCSSH, DISK, GREEN_END, MEMORY, OPENSSH, OVERLAY, Kind, running,
)
from differential.sequences import sequence

pytestmark = pytest.mark.needs_double

RUNS = [
    pytest.param(kind, version, id=f"{kind.name} v{version}".replace(" ", "-"))
    for kind in (OPENSSH, GREEN_END, ASYNCSSH, DISK, OVERLAY)
    for version in kind.versions
]


def systematic(version: int) -> list[Case]:
    """Every request in every situation."""
    on_paths = (
        case
        for path in cases.PATHS
        for case in chain(cases.on_path(path, version), cases.opens(path, version))
    )
    special = cases.special_opens(version) if version >= 5 else ()
    return [
        *on_paths, *special, *cases.changes(version), *cases.renames(version),
        *cases.links(version), *on_handles(version), *cases.unknown(version),
    ]


@pytest.mark.parametrize("kind, version", RUNS)
def test_every_difference_is_in_the_table(
    kind: Kind, version: int, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    count, steps, seed = (pytestconfig.getoption(name) for name in ("sequences", "steps", "seed"))
    with (
        running(MEMORY, version, tmp_path / "ours") as ours,
        running(kind, version, tmp_path / "theirs") as theirs,
    ):
        comparison = Comparison(ours, theirs)
        comparison.ask_each(systematic(version))
        for number in range(count):
            random = Random(f"{seed} {number}")
            comparison.ask_sequence(sequence(random, version, steps))

    print(f"{comparison.asked} requests, {sum(comparison.found.values())} answered differently")
    complaints = check(kind.name, version, comparison.found)
    assert not complaints, f"after {comparison.asked} requests\n{complaints}"
