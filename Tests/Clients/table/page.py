"""Scenarios/CLIENTS.md, written from the results."""

from typing import Any

from table.judge import BEHAVES, CANNOT, CRASHES, HANGS, MISBEHAVES, SECONDS, UNTOUCHED

Results = dict[str, Any]

HEAD = f"""# How clients cope

Every scenario of this folder, and what today's clients did when they met it. Written by `CI/client-table`, which runs the
real clients; `CI/client-table --scenarios read --clients curl,lftp` runs a part again.

| word | meaning |
|---|---|
| behaves | it ended in time, did what the scenario expects of a correct client, and what it says is true; ✓: it also did what it was told, otherwise it said that it could not |
| **misbehaves** | it did not do what the scenario expects, or said that all went well when it had not |
| **hangs** | it was still running after {SECONDS:.0f} seconds; curl and lftp are told to give up before |
| **crashes** | it ended by a signal, or by an error inside the library that no caller expects |
| · | it never did what the scenario is about |
| – | it cannot do such a thing, or does not speak that version |

Clients run as the drivers in `Tests/Clients` start them, mostly with their defaults. A table of one run: some outcomes
depend on who is faster.
"""

MARKS = {CANNOT: "–", UNTOUCHED: "·"}


def cell(found: dict[str, Any] | None) -> str:
    """One verdict."""
    if found is None:
        return "?"
    what = found["what"]
    if what in MARKS:
        return MARKS[what]
    if what == BEHAVES:
        return "behaves ✓" if found.get("done") else "behaves"
    return f"**{what}**"


def page(results: Results) -> str:
    """The whole page."""
    releases: dict[str, str] = results["clients"]
    rows: dict[str, Any] = results["scenarios"]
    parts = [HEAD, "## Clients\n", "| client | release |\n|---|---|"]
    parts += [f"| {name} | {release} |" for name, release in releases.items()]
    parts.append("")
    parts += sums(results)
    topics = sorted({file.split("/")[0] for file in rows})
    for topic in topics:
        parts.append(f"## {topic}\n")
        parts.append("| scenario | what the client is to do | " + " | ".join(releases) + " |")
        parts.append("|---" * (len(releases) + 2) + "|")
        for file, row in sorted(rows.items()):
            if file.split("/")[0] == topic:
                name = file.split("/")[-1].removesuffix(".json")
                cells = [cell(row["clients"].get(client)) for client in releases]
                parts.append(f"| [{name}]({file}) | {row['asked']} | {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts + findings(results)) + "\n"


def sums(results: Results) -> list[str]:
    """How often each client did what."""
    words = [BEHAVES, MISBEHAVES, HANGS, CRASHES]
    parts = ["## In sum\n", "| client | " + " | ".join(words) + " |", "|---" * 5 + "|"]
    for client in results["clients"]:
        found = [row["clients"].get(client, {}).get("what") for row in all_rows(results)]
        parts.append(f"| {client} | " + " | ".join(str(found.count(w)) for w in words) + " |")
    return [*parts, ""]


def all_rows(results: Results) -> list[dict[str, Any]]:
    """All rows of results, in the order of the scenarios."""
    return [row for _, row in sorted(results["scenarios"].items())]


def findings(results: Results) -> list[str]:
    """What client authors should know, with the release it was seen in."""
    def section(title: str, wanted) -> list[str]:  # noqa: ANN001
        lines = []
        for file, row in sorted(results["scenarios"].items()):
            for client, release in results["clients"].items():
                found = row["clients"].get(client)
                if found and wanted(found):
                    note = found.get("note", "").replace("|", "\\|").replace("`", "'")
                    said = f": `{note}`" if note else ""
                    lines.append(f"- {client} {release}, [{file}]({file}){said}")
        return [f"### {title} ({len(lines)})\n", *(lines or ["None."]), ""]

    return [
        "## Findings\n",
        *section("Writes outside the folder it was given", lambda f: f.get("outside")),
        *section(
            "Says that all went well when data was lost",
            lambda f: f.get("silent") and not f.get("outside"),
        ),
        *section("Crashes", lambda f: f["what"] == CRASHES),
        *section("Hangs", lambda f: f["what"] == HANGS),
        *section(
            "Does not do what the scenario expects",
            lambda f: f["what"] == MISBEHAVES and not f.get("silent"),
        ),
    ]
