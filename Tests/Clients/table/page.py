"""Scenarios/CLIENTS.md, written from the results."""

import json
from collections.abc import Callable
from typing import Any

from harness.server import REPOSITORY
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

Clients run as the drivers in `Tests/Clients` start them, mostly with their defaults, and with one password, which they may
give as often as they like: one that cannot answer a second question cannot get any further. They speak the version that
a scenario asks for, otherwise the one they ask for by themselves. A table of one run: some outcomes depend on who is
faster. Not in the table: `personalities` and `flow`, which are made to be included or looked at, and `read/from-nowhere`,
a file of 1 TiB.
"""

# How it was measured, if it is known.
MEASURED = """\
The last run, for {cells} of the cells, was on {date}, with {build} build of the double, on {cores} cores with up to {jobs} clients
at a time; the load was up to {load}. On a machine that is busy otherwise slow clients look as if they hung.
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
    parts = [HEAD]
    if results.get("run"):
        parts.append(MEASURED.format(**results["run"]))
    parts += ["## Clients\n", "| client | release |\n|---|---|"]
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
    def section(title: str, words: str, wanted: Callable[[dict[str, Any]], Any]) -> list[str]:
        lines, count = [], 0
        for file, row in sorted(results["scenarios"].items()):
            who: dict[str, list[str]] = {}
            for client, release in results["clients"].items():
                found = row["clients"].get(client)
                if found and wanted(found):
                    note = "" if found["what"] == HANGS else plain(found.get("note", ""))
                    who.setdefault(note, []).append(f"{client} {release}")
                    count += 1
            if who:
                lines.append(f"- [{file}]({file}): {description(file)}")
            lines += [
                "  - " + ", ".join(names) + (f": {note}" if note else "")
                for note, names in who.items()
            ]
        return [f"### {title} ({count})\n", words + "\n", *(lines or ["None."]), ""]

    return [
        "## Findings\n",
        *section(
            "Writes outside the folder it was given",
            "Told to fetch a folder, it wrote where a name of the listing led.",
            lambda f: f.get("outside"),
        ),
        *section(
            "Says that all went well when data was lost",
            "Exit status 0 or no error, but what arrived is not what was sent. Whoever compares "
            "sizes, or looks again after an upload, notices.",
            lambda f: f.get("silent") and not f.get("outside"),
        ),
        *section(
            "Crashes", "A signal, or an error inside the library that no caller expects.",
            lambda f: f["what"] == CRASHES,
        ),
        *section(
            "Hangs",
            f"Still running after {SECONDS:.0f} seconds. Where the server never answers, never "
            "ends a listing or asks again and again, a correct client gives up at some time; "
            "these have no time-out as they were started, or a longer one.",
            lambda f: f["what"] == HANGS,
        ),
        *section(
            "Does not do what the scenario expects",
            "It ended, and claimed nothing that is not so.",
            lambda f: f["what"] == MISBEHAVES and not f.get("silent"),
        ),
    ]


def description(file: str) -> str:
    """What the server does in this scenario."""
    return json.loads((REPOSITORY / "Scenarios" / file).read_text())["description"]


def plain(note: str) -> str:
    """What a client said, quoted; or in words what it did not do."""
    unmet = note.removeprefix("not met: ")
    if unmet == note:
        quoted = note.replace("|", "\\|").replace("`", "'")
        return f"`{quoted}`" if note else ""
    try:
        expected = json.loads(unmet)
    except ValueError:
        return f"not met: `{unmet}`"
    if expected == {"noOpenHandles": True}:
        return "leaves a handle open"
    event, after = expected.get("event"), expected.get("after")
    if not event:
        return f"not met: `{unmet}`"
    named = " or ".join(f"`{name}`" for name in ([event] if isinstance(event, str) else event))
    behind = f' after "{after}"' if after else ""
    if expected.get("count") == 0:
        return f"goes on with {named}{behind}"
    others = [
        f"{key} {value}" for key, value in expected.items() if key not in ("event", "after")
    ]
    return f"no {named}{behind}" + (f" ({', '.join(others)})" if others else "")
