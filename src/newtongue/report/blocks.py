"""The parts of a curation's page: bars, tables and excerpts, made from `inspect.json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newtongue.report import excerpts
from newtongue.report.excerpts import Excerpt
from newtongue.report.funnel import Step, ranked, splits, steps, sums
from newtongue.report.tables import Table
from newtongue.report.words import number, share, size, title

MOST_BARS = 20
"""Rows of a list of bars; what is beyond them is added up in one more."""
PREFIXES = ("B", "KiB", "MiB", "GiB", "TiB")


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: what, how much of the widest line, and the number in words."""

    label: str
    width: float
    """Per cent of the room."""
    text: str
    lost: float = 0.0
    """Per cent of the room, behind the bar: what was not kept."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Lines to be compared at a glance; each says its number, too."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it, in this order."""

    name: str
    title: str
    words: str = ""
    bars: tuple[Bars, ...] = ()
    tables: tuple[Table, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()


def parts(inspect: Mapping[str, Any]) -> list[Part]:
    """The page in reading order; what is empty is left out."""
    numbers = (_files, _functions, _pairs, _sources, _histograms, _languages, _licences, _splits)
    made = [make(inspect) for make in (*numbers, _personal, _near)]
    made.append(Part("clusters", "Largest clusters", excerpts=excerpts.clusters(inspect)))
    made.append(_benchmarks(inspect))
    made.append(Part("kept", "Examples of what was kept", excerpts=excerpts.kept(inspect)))
    made.append(Part("dropped", "Examples of what was dropped", excerpts=excerpts.dropped(inspect)))
    return [part for part in made if part.bars or part.tables or part.excerpts or part.words]


def _files(inspect: Mapping[str, Any]) -> Part:
    return _funnel("files", "Files: kept and dropped", _of(inspect, "file"), "")


def _functions(inspect: Mapping[str, Any]) -> Part:
    found = _of(inspect, "function")
    if not found:
        return Part("functions", "")
    before = _of(inspect, "file")
    files = f" in the {before[-1].kept:,} files that were left" if before else ""
    words = f"From here on functions are counted: {found[0].seen:,} were found{files}."
    return _funnel("functions", "Functions: kept and dropped", found, words)


def _pairs(inspect: Mapping[str, Any]) -> Part:
    words = (
        "From here on pairs of code and test are counted; a file that is in no pair counts as one "
        "that was dropped."
    )
    return _funnel("pairs", "Pairs: kept and dropped", _of(inspect, "pair"), words)


def _of(inspect: Mapping[str, Any], unit: str) -> list[Step]:
    return [step for step in steps(inspect) if step.unit == unit]


def _funnel(name: str, heading: str, found: Sequence[Step], words: str) -> Part:
    if not found:
        return Part(name, heading)
    first = found[0].seen
    bars = tuple(
        Bar(
            step.name,
            _width(step.kept, first),
            f"{step.kept:,} of {step.seen:,}",
            _width(step.lost, first),
        )
        for step in found
    )
    lines = tuple(
        (
            step.name,
            "\n".join(f"{reason}: {count:,}" for reason, count in step.dropped),
            f"{step.seen:,}",
            f"{step.lost:,}",
            f"{step.kept:,}",
            share(step.kept, step.seen),
            size(step.bytes),
        )
        for step in found
    )
    head = ("step", "dropped by reason", f"{name} in", "dropped", "kept", "kept of in", "size in")
    table = Table(f"funnel-{name}", "Why they were dropped", head, lines, left=2)
    return Part(
        name, heading, words, (Bars("Kept (blue) and dropped (grey) at each step", bars),), (table,)
    )


def _sources(inspect: Mapping[str, Any]) -> Part:
    """Items that are in the data set, by where they came from."""
    lines = tuple((one["name"], one["kind"], f"{one['items']:,}") for one in inspect["sources"])
    head = ("source", "kind", f"{inspect['unit']}s")
    note = f"{_repositories(inspect)} of the data set."
    tables = (Table("sources", f"Where the {inspect['unit']}s are from", head, lines, note, 2),)
    return Part("sources", "Sources", tables=tables if lines else ())


def _repositories(inspect: Mapping[str, Any]) -> str:
    count = inspect["repositories"]
    return f"{count:,} {'repository' if count == 1 else 'repositories'}"


def _histograms(inspect: Mapping[str, Any]) -> Part:
    unit = inspect["unit"]
    counter = "words and signs" if inspect["tokenizer"] == "lexical" else inspect["tokenizer"]
    made = (
        _histogram(f"Bytes of a {unit}", inspect["sizes"], _bytes),
        _histogram(f"Tokens of a {unit} ({counter})", inspect["tokens"], _tokens),
    )
    return Part("sizes", "Sizes", bars=tuple(bars for bars in made if bars.bars))


def _histogram(heading: str, bins: Sequence[Sequence[int]], label: Callable[[int], str]) -> Bars:
    most = max((count for _, count in bins), default=0)
    bars = (Bar(label(low), _width(count, most), f"{count:,}") for low, count in bins)
    return Bars(heading, tuple(bars))


def _bytes(low: int) -> str:
    """A bin from a power of two to the next."""
    return f"under {_binary(2)}" if low < 2 else f"{_binary(low)} to {_binary(2 * low)}"


def _tokens(low: int) -> str:
    return "under 2" if low < 2 else f"{low:,} to {2 * low - 1:,}"


def _binary(count: int) -> str:
    power = min((count.bit_length() - 1) // 10, len(PREFIXES) - 1)
    return f"{count >> 10 * power} {PREFIXES[power]}"


def _languages(inspect: Mapping[str, Any]) -> Part:
    found = inspect["languages"]
    total = {name: sum(of[name] for of in found.values()) for name in ("items", "bytes", "tokens")}
    order = [name for name, _ in ranked({name: of["tokens"] for name, of in found.items()})]
    bars = _shares("Share of tokens", {title(name): found[name]["tokens"] for name in order})
    lines = tuple(_amounts(title(name), found[name], total) for name in order)
    head = ("language", f"{inspect['unit']}s", "share", "size", "tokens", "share of tokens")
    table = Table("languages", "By language", head, lines)
    if not lines:
        return Part("languages", "Languages")
    return Part("languages", "Languages", bars=(bars,), tables=(table,))


def _licences(inspect: Mapping[str, Any]) -> Part:
    found = {name or "none found": count for name, count in inspect["licences"].items()}
    bars = _shares(f"Licences of {inspect['unit']}s", found)
    return Part("licences", "Licences", bars=(bars,) if found else ())


def _shares(heading: str, counts: Mapping[str, int]) -> Bars:
    """The largest with their share; beyond MOST_BARS they are added up."""
    total, order = sum(counts.values()), ranked(counts)
    if len(order) > MOST_BARS + 1:
        rest = order[MOST_BARS:]
        order = [*order[:MOST_BARS], (f"{len(rest)} others", sum(count for _, count in rest))]
    bars = (
        Bar(name, _width(count, total), f"{count:,} ({share(count, total)})")
        for name, count in order
    )
    return Bars(heading, tuple(bars))


def _splits(inspect: Mapping[str, Any]) -> Part:
    total = sums(inspect)
    lines = tuple(_amounts(name, inspect["splits"][name], total) for name in splits(inspect))
    head = ("split", f"{inspect['unit']}s", "share", "size", "tokens", "share of tokens")
    tables = (Table("splits", "By split", head, lines),)
    return Part("splits", "Splits", tables=tables if lines else ())


def _amounts(name: str, of: Mapping[str, int], total: Mapping[str, int]) -> tuple[str, ...]:
    items, tokens = of["items"], of["tokens"]
    shares = share(items, total["items"]), share(tokens, total["tokens"])
    return (name, f"{items:,}", shares[0], size(of["bytes"]), f"{tokens:,}", shares[1])


def _personal(inspect: Mapping[str, Any]) -> Part:
    lines = tuple((kind, f"{count:,}") for kind, count in ranked(inspect["pii"]))
    tables = (Table("pii", "What was replaced", ("kind", "found"), lines),)
    return Part("pii", "Personal data and secrets", tables=tables if lines else ())


def _near(inspect: Mapping[str, Any]) -> Part:
    near = inspect["near_dedup"]
    if near is None:
        return Part("near", "Near-duplicates", "Near-duplicates were not looked for.")
    lowest = near["lowest_jaccard"]
    lines = (
        ("threshold of the Jaccard index", number(near["threshold"])),
        ("bands x rows", f"{near['bands']} x {near['rows']}"),
        ("clusters", f"{near['clusters']:,}"),
        ("near-duplicates removed", f"{near['removed']:,}"),
        ("exact copies removed", f"{near['exact_copies']:,}"),
        ("least alike that was removed", "none" if lowest is None else number(lowest)),
    )
    note = "The last line is the lowest Jaccard index of a removed file with the one kept for it."
    table = Table("near", "Near-deduplication of files", ("figure", "value"), lines, note)
    return Part("near", "Near-duplicates", tables=(table,))


def _benchmarks(inspect: Mapping[str, Any]) -> Part:
    found = inspect["benchmarks"]
    lines = [(name, "looked for") for name in found["checked"]]
    lines += [(name, "not on this machine: not looked for") for name in found["missing"]]
    head = ("benchmark", "state")
    table = Table("benchmarks", "Problems that must not be in the data", head, tuple(lines), left=2)
    return Part("benchmarks", "Benchmarks", tables=(table,) if lines else ())


def _width(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
