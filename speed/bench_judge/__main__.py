"""`python -m speed.bench_judge`: measure, print the table, write it, exit 1 below any bar."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from newtongue import languages, toolchains
from newtongue.core.errors import NewtongueError
from speed.bench_judge import extras, resources, rounds, shares, table
from speed.bench_judge.rounds import Settings

PARTS = ("languages", "many", "overhead", "isolation", "shares", "agreement")
_SHORT = 2000
"""Programs for the scheduler alone."""


def settings() -> Settings:
    """What settings.yaml says."""
    found: Settings = yaml.safe_load(Path(__file__).with_name("settings.yaml").read_text())
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure; returns the exit code."""
    known = settings()
    given = _parser(known).parse_args(arguments)
    least = known["least"]
    trial = given.programs < least["programs"] or given.rounds < least["rounds"]
    if trial:
        known = {**known, "least": {"programs": given.programs, "rounds": given.rounds}}
    elif given.out is None:
        given.out = Path(__file__).parents[1]
    resources.adopt_orphans()
    try:
        found = measured(given, known)
    except NewtongueError as error:
        sys.stderr.write(f"{error.message}{f'; {error.hint}' if error.hint else ''}\n")
        return 1
    sys.stdout.write(table.text(found, known))
    missed = [line for row in found["languages"].values() for line in table.below(row, known)]
    missed += table.extras_below(found, known)
    sys.stderr.write("".join(f"below the bar: {line}\n" for line in missed))
    return int(bool(missed))


def _parser(known: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench-judge", description=__doc__)
    least = known["least"]
    parser.add_argument("--only", default="", help="languages, with commas or blanks between")
    parser.add_argument("--programs", type=int, default=least["programs"], help="of each language")
    parser.add_argument("--rounds", type=int, default=least["rounds"])
    parser.add_argument("--many", type=int, default=100_000, help="short programs in one run")
    parser.add_argument("--parts", default=" ".join(PARTS), help="which of the parts to measure")
    parser.add_argument("--out", type=Path, help="folder of the results; a trial writes none")
    return parser


def measured(given: argparse.Namespace, known: Settings) -> dict[str, Any]:
    """All parts that are asked for; each is written as soon as it is there."""
    parts = _words(given.parts)
    if unknown := set(parts) - set(PARTS):
        raise NewtongueError(f"no part {min(unknown)!r}", hint=f"known: {', '.join(PARTS)}")
    found: dict[str, Any] = {"languages": {}}

    def keep() -> None:
        if given.out:
            table.write(given.out, table.merge(given.out, found), known)

    if "languages" in parts:
        _languages(given, known, found["languages"], keep)
    few = known["isolation"]
    steps: dict[str, Callable[[], Any]] = {
        "isolation": lambda: extras.isolation(few, known, given.programs, given.rounds),
        "overhead": lambda: extras.overhead(min(_SHORT, 10 * given.programs), given.rounds),
        "many": lambda: extras.many(given.many),
        "shares": lambda: _shares(given, known),
        "agreement": lambda: extras.agreement(known, given.programs),
    }
    for part, step in steps.items():
        if part in parts:
            found[part] = step()
            keep()
    return found


def _languages(
    given: argparse.Namespace, known: Settings, rows: dict[str, Any], keep: Callable[[], None]
) -> None:
    names = _here([languages.get(name).name for name in _words(given.only)])
    size = (given.programs, given.rounds)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        each = rounds.guesses(names, known, home, given.programs)
        eta = rounds.Eta({name: seconds * given.rounds for name, seconds in each.items()})
        for name in names:
            rows[name] = rounds.measure(name, known, home, size, eta)
            keep()


def _shares(given: argparse.Namespace, known: Settings) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        names, home = known["shares"], Path(folder)
        return shares.shares(names, known, home, given.programs, given.rounds)


def _here(asked: Sequence[str]) -> list[str]:
    """The languages that can be measured, of those asked for, or of all."""
    found = []
    for name in asked or languages.names():
        there = toolchains.look(languages.get(name))
        if isinstance(there, toolchains.Missing):
            why = f"{there.reason}; {there.hint}"
        elif there.root:
            why = "its toolchain is another system's, which only the sandbox can show to a program"
        else:
            found.append(name)
            continue
        if asked:
            raise NewtongueError(f"{name} can't be measured: {why}")
        sys.stderr.write(f"{name} is left out: {why}\n")
    return found


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text) if word]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
