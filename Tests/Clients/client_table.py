"""Runs real clients through all scenarios and writes Scenarios/CLIENTS.md; see CI/client-table.

Results are kept in client_table.json, so that a part can be run again.
"""

import argparse
import hashlib
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from harness.server import REPOSITORY, double_binary
from table.clients import COLUMNS, release
from table.judge import DoubleFailed, judge
from table.operations import LEFT_OUT, operation
from table.page import page

SCENARIOS = REPOSITORY / "Scenarios"
RESULTS = Path(__file__).parent / "client_table.json"
PAGE = SCENARIOS / "CLIENTS.md"
# They are made to be included by others, or to look at a run.
INCLUDED = ("personalities/", "flow/")


def shipped() -> list[str]:
    """The scenarios of the table."""
    found = (str(path.relative_to(SCENARIOS)) for path in sorted(SCENARIOS.rglob("*.json")))
    return [
        name for name in found
        if "/" in name and not name.startswith(INCLUDED) and name not in LEFT_OUT
    ]


def digest(name: str) -> str:
    """What tells one state of a scenario file from another."""
    return hashlib.sha256((SCENARIOS / name).read_bytes()).hexdigest()[:12]


def build() -> str:
    """Which build of the double is run, with its article."""
    folder = double_binary().parent.name
    return f"a {folder}" if folder in ("debug", "release") else "an installed"


def load() -> dict[str, Any]:
    """The results so far, without what is no longer true."""
    results: dict[str, Any] = {"clients": {}, "scenarios": {}}
    if RESULTS.exists():
        results = json.loads(RESULTS.read_text())
    names = set(shipped())
    results["scenarios"] = {
        name: row for name, row in results["scenarios"].items()
        if name in names and row["digest"] == digest(name)
    }
    return results


def save(results: dict[str, Any]) -> None:
    """Write the results and the page."""
    results["clients"] = {name: results["clients"][name] for name in COLUMNS
                          if name in results["clients"]}
    results["scenarios"] = dict(sorted(results["scenarios"].items()))
    for row in results["scenarios"].values():
        row["clients"] = {name: row["clients"][name] for name in COLUMNS
                          if name in row["clients"]}
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page(results))


def main() -> int:
    """Run what was asked for; 1 if the double itself failed somewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", default=",".join(COLUMNS), help="names with commas")
    parser.add_argument("--scenarios", default="", help="beginnings of names, with commas")
    parser.add_argument("--missing", action="store_true", help="only what has no result yet")
    parser.add_argument("--again", default="", help="only what had this verdict: hangs, …")
    parser.add_argument("--page", action="store_true", help="only write the page again")
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1))
    options = parser.parse_args()

    results = load()
    if options.page:
        save(results)
        return 0
    wanted = tuple(options.scenarios.split(",")) if options.scenarios else ("",)
    columns = [name for name in COLUMNS if name in options.clients.split(",")]
    pairs = [
        (name, column)
        for name in shipped() if name.startswith(wanted)
        for column in columns
        for known in [results["scenarios"].get(name, {}).get("clients", {}).get(column)]
        if not (options.missing and known)
        if not options.again or (known and known["what"] == options.again)
    ]
    for column in columns:
        results["clients"][column] = release(column)
    failures, done, started, lock = [], 0, time.monotonic(), threading.Lock()
    highest = os.getloadavg()[0]
    with ThreadPoolExecutor(options.jobs) as pool:
        running = {
            pool.submit(judge, SCENARIOS / name, name, column): (name, column)
            for name, column in pairs
        }
        for future in as_completed(running):
            name, column = running[future]
            done += 1
            highest = max(highest, os.getloadavg()[0])
            try:
                found = future.result()
            except (AssertionError, OSError) as error:
                kind = "the double failed" if isinstance(error, DoubleFailed) else "not run"
                failures.append(f"{kind}: {name} with {column}: {error}")
                print(failures[-1], file=sys.stderr, flush=True)
                continue
            with lock:
                row = results["scenarios"].setdefault(name, {"clients": {}})
                asked = operation(name, json.loads((SCENARIOS / name).read_text()))
                row["digest"], row["asked"] = digest(name), asked.words
                row["clients"][column] = found.record()
            print(
                f"{done}/{len(pairs)} {name} {column}: {found.what} {found.note}", flush=True
            )
            if done % 200 == 0:
                save(results)
    results["run"] = {
        "date": time.strftime("%d %B %Y"), "cores": os.cpu_count(), "jobs": options.jobs,
        "load": round(highest), "build": build(), "cells": done,
    }
    save(results)
    print(f"{done} runs in {time.monotonic() - started:.0f} s, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
