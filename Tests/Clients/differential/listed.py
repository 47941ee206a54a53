"""The table of known differences: Tests/Clients/DIFFERENCES.md."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from differential.compare import Difference

TABLE = Path(__file__).resolve().parents[1] / "DIFFERENCES.md"



@dataclass
class Listed:
    """One row: each cell is a list of patterns with `*`; `met` counts what it stood for."""

    line: int
    server: str
    versions: set[int]
    cells: tuple[list[str], ...]
    met: int = field(default=0)

    def covers(self, difference: Difference) -> bool:
        """Whether this row stands for a difference."""
        found = (
            difference.request, difference.situation, difference.ours, difference.theirs,
        )
        return all(
            any(fnmatchcase(text, pattern) for pattern in patterns)
            for text, patterns in zip(found, self.cells, strict=True)
        )


def read_table(server: str, version: int) -> list[Listed]:
    """The rows about one server at one version."""
    rows = []
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| ") or cells[0] != server:
            continue
        assert len(cells) == 8, f"{TABLE.name}:{number}: {len(cells)} cells, not 8"
        first, _, last = cells[1].partition("–")
        versions = set(range(int(first), int(last or first) + 1))
        if version in versions:
            patterns = tuple(cell.split(" or ") for cell in cells[2:6])
            rows.append(Listed(number, server, versions, patterns))
    return rows


def check(server: str, version: int, found: dict[Difference, int]) -> str:
    """What the table lacks and what it has too much; empty if all is well."""
    rows = read_table(server, version)
    complaints = []
    for difference in sorted(found):
        row = next((row for row in rows if row.covers(difference)), None)
        if row:
            row.met += 1
        else:
            cells = (server, version, *vars(difference).values(), "?", "?")
            complaints.append("not listed: | " + " | ".join(map(str, cells)) + " |")
    complaints += [f"{TABLE.name}:{row.line}: occurs no more" for row in rows if not row.met]
    return "\n".join(complaints)
