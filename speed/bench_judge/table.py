"""The bars, and the results as a table in speed/RESULTS.md and as speed/bench_judge.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.core.store import write_json
from speed import page
from speed.bench_judge.rounds import Settings

_TEXT = """\
## The judge (`make bench-judge`)

Programs per second, median of the rounds (lowest-highest); the ratios are of the same round. A: in
the manner of MultiPL-E's evaluator, one thread per core minus one; B: temporary file and
`subprocess.run`, as many threads as ours has workers; C: the same in bubblewrap for each program.
A and B isolate nothing; where the bar is CPU time, B alone is measured beside ours. CPU:
milliseconds of the whole process tree for a program. Start: seconds until the pool has started and
the canaries have passed, once a run, in none of the other columns. What exactly is measured stands
in `speed/bench_judge/__init__.py`.
"""


def below(row: Mapping[str, Any], settings: Settings) -> list[str]:
    """What a language's row lacks: each bar that it misses, and each verdict that differs."""
    name = row["language"]
    found = [f"{name}: {line}, which is wrong" for line in row["disagreements"]]
    least = settings["least"]["programs"]
    if row["programs"] < least:
        found.append(f"{name}: {row['programs']} programs, fewer than {least}")
    if bars := settings["bars"].get(name):
        for other, bar in bars.items():
            ratio = row["ratio"][other][0]
            if ratio < bar:
                found.append(f"{name}: {ratio:.3g} times as fast as {other}, below {bar}")
    elif (own := row["cpu_ms"]["ours"][0]) > (most := _most(row, settings)):
        found.append(f"{name}: {own:.4g} ms of CPU time for a program, above {most:.4g}")
    return found


def _most(row: Mapping[str, Any], settings: Settings) -> float:
    """Milliseconds of CPU time that ours may take where no ratio is asked for."""
    theirs, others = row["cpu_ms"]["B"][0], settings["others"]
    return float(max(theirs + others["milliseconds"], theirs * others["factor"]))


def extras_below(results: Mapping[str, Any], settings: Settings) -> list[str]:
    """The same for the parts that are of no language."""
    found = []
    if many := results.get("many"):
        if set(many["outcomes"]) != {"passed"}:
            found.append(f"many programs: not all passed, but {many['outcomes']}")
        found += [
            f"many programs: memory of {who} grew to {one['ratio']} times what it was"
            for who, one in many["memory"].items()
            if one["ratio"] > settings["flat"]
        ]
    if (alone := results.get("overhead")) and not alone["all_passed"]:
        found.append("the scheduler alone: verdicts are wrong")
    found += [
        f"isolation: {one['language']}: verdicts with and without differ"
        for one in results.get("isolation", [])
        if not one["agree"]
    ]
    found += [
        f"{one['language']}: warm and cold verdicts differ on {', '.join(one['differ'])}"
        for one in results.get("agreement", [])
        if one["differ"]
    ]
    found += [
        f"{one['language']}: {one['started_cold']} programs started cold that were to start warm"
        for one in results.get("agreement", [])
        if one["started_cold"]
    ]
    return found


# -- as text -------------------------------------------------------------------


def text(results: Mapping[str, Any], settings: Settings) -> str:
    """All results as Markdown."""
    rows = [results["languages"][name] for name in sorted(results["languages"])]
    parts = [_TEXT, *([_table(rows, settings)] if rows else []), _notes(rows, settings)]
    return "\n".join([*parts, *_extras(results)]).strip() + "\n"


def _table(rows: Sequence[Mapping[str, Any]], settings: Settings) -> str:
    head = (
        "language | programs | A /s | B /s | C /s | ours /s | ours : A | ours : B | ours : C "
        "| CPU ms A, B, C, ours | start s | bar"
    )
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1)]
    lines += ["| " + " | ".join(_cells(row, settings)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cells(row: Mapping[str, Any], settings: Settings) -> list[str]:
    name, contenders = row["language"], ("A", "B", "C", "ours")
    if bars := settings["bars"].get(name):
        bar = ", ".join(f"{other} {least:g}x" for other, least in bars.items())
    else:
        bar = f"CPU {_most(row, settings):.3g} ms"
    return [
        languages.get(name).title,
        f"{row['programs']} ({row['wrong']} wrong)",
        *(_spread(row["rate"].get(one)) for one in contenders),
        *(_spread(row["ratio"].get(one)) for one in contenders[:-1]),
        ", ".join(
            f"{row['cpu_ms'][one][0]:.3g}" if one in row["cpu_ms"] else "-" for one in contenders
        ),
        f"{row['start_s'][0]:.2g}",
        bar + (" missed" if below(row, settings) else ""),
    ]


def _middle(values: Sequence[float] | None) -> str:
    return "-" if values is None else f"{values[0]:.3g}"


def _spread(values: Sequence[float] | None) -> str:
    if values is None:
        return "-"
    middle, low, high = (f"{one:.3g}" for one in values)
    return f"{middle} ({low}-{high})"


def _notes(rows: Sequence[Mapping[str, Any]], settings: Settings) -> str:
    """On what it was measured, and what is missed."""
    lines = []
    for row in rows:
        on, wrong = row["machine"], len(row["disagreements"])
        lines.append(
            f"- {languages.get(row['language']).title}: {row['date']}, {row['rounds']} rounds, "
            f"{f'{wrong} verdicts are wrong' if wrong else 'all verdicts agree'}, "
            f"{on['cores']} cores ({on['processor']}, Linux {on['kernel']}), load {on['load']} at "
            f"the start, tier {row['tier']}; {row['toolchain']}"
        )
    if any("A" in row["rate"] and "C" not in row["rate"] for row in rows):
        lines.append("- C is absent where bubblewrap was not installed.")
    missed = [f"- below the bar: {line}" for row in rows for line in below(row, settings)]
    return "\n".join([*lines, *missed]) + "\n"


def _extras(results: Mapping[str, Any]) -> list[str]:
    parts = []
    if many := results.get("many"):
        said = (
            f"{who} {one['early_mb']} MB in the second tenth, {one['late_mb']} in the last"
            for who, one in many["memory"].items()
        )
        parts.append(
            f"**Many programs.** {many['programs']} short Python programs in one run: "
            f"{many['seconds']:g} s, {many['rate']:g} /s, {many['cpu_ms']:g} ms of CPU time for "
            f"each. Memory: {'; '.join(said)}.\n"
        )
    if alone := results.get("overhead"):
        parts.append(
            f"**The scheduler alone.** judge_all over {alone['programs']} programs with a sandbox "
            f"that answers at once: {_spread(alone['wall_ms'])} ms for a program, "
            f"{_spread(alone['cpu_ms'])} ms of CPU time.\n"
        )
    if costs := results.get("isolation"):
        said = (
            f"{languages.get(one['language']).title} {_spread(one['cost_ms'])} ms "
            f"({one['cpu_ms']['ours'][0]:.3g} with, {one['cpu_ms']['none'][0]:.3g} without)"
            for one in costs
        )
        parts.append(
            "**Isolation**, warm starts left aside, costs in CPU time a program (less than nothing "
            "where `--unsafe`, whose processes are started and drained in Python, takes more): "
            f"{'; '.join(said)}.\n"
        )
    if agreed := results.get("agreement"):
        said = (
            f"{languages.get(one['language']).title} {one['programs']}, "
            + (f"not {', '.join(one['differ'])}" if one["differ"] else "all the same")
            for one in agreed
        )
        parts.append(
            "**Warm and cold.** Programs judged by both ways, and whether every field of their "
            f"verdicts is the same: {'; '.join(said)}.\n"
        )
    if shares := results.get("shares"):
        parts.append(
            "**Whose CPU time**, ms a program: of this process, of the workers, of the "
            "interpreters when they clone, of the programs with their inits. If the first two took "
            "none, and all cores did nothing but the rest, ours would be at most so many times as "
            "fast as B.\n\n| language | this process | workers | interpreters | programs "
            "| B, wall ms | at most B x |\n|---|---|---|---|---|---|---|\n"
            + "".join(
                f"| {languages.get(one['language']).title} | "
                + " | ".join(_spread(value) for value in one["cpu_ms"].values())
                + f" | {_spread(one['wall_ms_B'])} | {one['best']:.3g} |\n"
                for one in shares
            )
        )
    return parts


# -- in files --------------------------------------------------------------------


def merge(folder: Path, found: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured now in place of the same parts of before; the others stay."""
    path = folder / "bench_judge.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    rows = {**before.get("languages", {}), **found["languages"]}
    return {**before, **found, "languages": dict(sorted(rows.items()))}


def write(folder: Path, results: Mapping[str, Any], settings: Settings) -> None:
    """Write both files; of RESULTS.md only what stands between this bench's marks."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "bench_judge.json", results)
    page.put(folder, "bench-judge", text(results, settings))
