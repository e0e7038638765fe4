"""What went through a curation, in words: its steps, its sums, and a summary for a terminal.

All of it is read from `inspect.json` (decision 017). The step `extract` and those after it count
functions, the step `pairs` and those after it pairs, those before it count files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newtongue.report.words import counted, number, size, title

SHOWN = 3
"""Reasons of a step, or licences, that a line of a terminal names; the others are added up."""
SPLITS = ("train", "validation", "test")
OTHERS = re.compile(r"[^\n\t\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the funnel."""

    name: str
    unit: str
    """What it counts: file, function or pair."""
    seen: int
    kept: int
    bytes: int
    """Of what it saw."""
    dropped: tuple[tuple[str, int], ...]
    """Reasons, the most frequent first."""

    @property
    def lost(self) -> int:
        return sum(count for _, count in self.dropped)


def steps(inspect: Mapping[str, Any]) -> list[Step]:
    """The steps in the order in which items pass them."""
    found = []
    unit = "file"
    for line in inspect["steps"]:
        if line["step"] in ("extract", "pairs"):
            unit = inspect["unit"]
        dropped = ranked(line["dropped"])
        found.append(
            Step(line["step"], unit, line["seen"], line["kept"], line["bytes"], tuple(dropped))
        )
    return found


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The largest count first; equal ones by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def sums(inspect: Mapping[str, Any]) -> dict[str, int]:
    """Items, bytes and tokens of the data set."""
    parts = inspect["splits"].values()
    return {name: sum(part[name] for part in parts) for name in ("items", "bytes", "tokens")}


def splits(inspect: Mapping[str, Any]) -> list[str]:
    """The splits that there are, in the usual order."""
    there = inspect["splits"]
    return [name for name in SPLITS if name in there] + sorted(set(there) - set(SPLITS))


def summary(inspect: Mapping[str, Any]) -> list[str]:
    """What came out, a sentence for each side of it."""
    total, first = sums(inspect), next(iter(steps(inspect)), None)
    counter = "words and signs" if inspect["tokenizer"] == "lexical" else inspect["tokenizer"]
    read = f" from {counted(first.seen, first.unit)} seen" if first else ""
    repositories = _plural(inspect["repositories"], "repository", "repositories")
    kept = f"Kept: {counted(total['items'], inspect['unit'])}{read}, {size(total['bytes'])}, "
    lines = [
        f"{kept}{total['tokens']:,} tokens ({counter}), {repositories}.",
        _listed("Splits", [(name, inspect["splits"][name]["items"]) for name in splits(inspect)]),
        _listed("Languages", _languages(inspect)),
        _listed("Licences", [(k or "none found", n) for k, n in ranked(inspect["licences"])]),
    ]
    if near := inspect["near_dedup"]:
        lowest = near["lowest_jaccard"]
        least = "" if lowest is None else f", the least alike with Jaccard {number(lowest)}"
        lines.append(
            f"Near-duplicates: {near['removed']:,} removed, {near['exact_copies']:,} exact copies, "
            f"{_plural(near['clusters'], 'cluster', 'clusters')}{least}."
        )
    lines.append(_listed("Personal data replaced in files", ranked(inspect["pii"])))
    checked, missing = inspect["benchmarks"]["checked"], inspect["benchmarks"]["missing"]
    if checked or missing:
        behind = f"; not on this machine: {', '.join(missing)}" if missing else ""
        lines.append(f"Benchmarks looked for: {', '.join(checked) or 'none'}{behind}.")
    return [line for line in lines if line]


def lines(inspect: Mapping[str, Any]) -> list[str]:
    """The funnel and what came out of it, as lines for a terminal."""
    inspect = visible(inspect)
    found = steps(inspect)
    names = max((len(step.name) for step in found), default=0)
    numbers = max((len(f"{step.seen:,}") for step in found), default=0)
    numbers = max(numbers, len("kept"))
    shown = [f"{'step':<{names}}  {'in':>{numbers}}  {'kept':>{numbers}}  dropped"]
    unit = "file"
    for step in found:
        if step.unit != unit:
            unit = step.unit
            shown.append(f"{unit}s of these files:")
        row = f"{step.name:<{names}}  {step.seen:>{numbers},}  {step.kept:>{numbers},}"
        shown.append(f"{row}  {_some(step.dropped)}".rstrip())
    return [" ".join(line.split("\n")) for line in [*shown, *summary(inspect)]]


def visible(value: Any) -> Any:
    """The value with every character that can't be seen, or that turns text around, spelled out.

    A right-to-left override makes code read other than it runs (Boucher and Anderson, Trojan
    Source, 2021); halves of surrogate pairs can't be written at all.
    """
    if isinstance(value, str):
        return OTHERS.sub(_spelled, value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {visible(key): visible(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [visible(part) for part in value]
    return value


def _spelled(match: re.Match[str]) -> str:
    sign = match[0]
    return sign if sign.isprintable() else f"⟨U+{ord(sign):04X}⟩"


def _languages(inspect: Mapping[str, Any]) -> list[tuple[str, int]]:
    counts = {title(name): of["items"] for name, of in inspect["languages"].items()}
    return ranked(counts)


def _listed(head: str, counts: Iterable[tuple[str, int]]) -> str:
    """`Splits: train 2,300, test 20.`; empty where there is nothing."""
    some = _some(counts)
    return f"{head}: {some}." if some else ""


def _some(counts: Iterable[tuple[str, int]]) -> str:
    """The first few with their counts, the others together."""
    every = list(counts)
    shown = [f"{name} {count:,}" for name, count in every[:SHOWN]]
    rest = every[SHOWN:]
    if len(rest) == 1:  # its name takes no more room than a word for it
        shown += [f"{name} {count:,}" for name, count in rest]
    elif rest:
        shown.append(f"{len(rest)} others {sum(count for _, count in rest):,}")
    return ", ".join(shown)


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
