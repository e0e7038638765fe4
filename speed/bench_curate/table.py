"""The bars of curation, and what was measured as tables and a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from speed.bench_curate import dedup, extract, pii, steps

_HEAD = """\
## Curation (`make bench-curate`)

The corpus: {files:,} files of code, {mb:.0f} MB, from {archives} wheels and Debian source packages
(`speed/bench_curate/corpus.py` names them; `speed/bench_curate.json` has their hashes). CPU seconds
are of the whole process tree, without the start of Python; of several rounds the fastest counts.

"""


def below(found: Mapping[str, Any]) -> list[str]:
    """Every bar that is missed, a line each."""
    parts = {name: part["found"] for name, part in found.items() if name != "corpus"}
    lines = dedup.below(
        {
            "contenders": parts.get("dedup"),
            "growth": parts.get("growth"),
            **parts.get("quality", {}),
        }
    )
    for row in parts.get("steps", ()):
        together = row["step"] == "filters and personal data"
        if together and row["mb_per_cpu_second"] < steps.BAR:
            lines.append(f"{row['step']}: {row['mb_per_cpu_second']} MB per CPU second")
    if rows := parts.get("pii"):
        lines += pii.below(rows)
    if (one := parts.get("extract")) and one["files_per_second"] < extract.BAR:
        lines.append(f"extraction: {one['files_per_second']} files per CPU second")
    return lines


def text(found: Mapping[str, Any]) -> str:
    """The part of RESULTS.md."""
    about = found["corpus"]
    head = _HEAD.format(
        files=about["files"], mb=about["bytes"] / 1e6, archives=len(about["archives"])
    )
    makers = {
        "dedup": _dedup,
        "growth": _growth,
        "quality": _quality,
        "steps": _steps,
        "pii": pii.table,
        "extract": _extract,
    }
    parts = [
        f"{_TITLES[name]} ({found[name]['machine']})\n\n{make(found[name]['found'])}\n"
        for name, make in makers.items()
        if name in found
    ]
    missed = "".join(f"- below the bar: {line}\n" for line in below(found))
    return head + "\n".join(parts) + (f"\n{missed}" if missed else "")


_TITLES = {
    "dedup": "**Near-duplicates**, Parquet to kept ids, 256 permutations, 5-grams, threshold 0.7",
    "growth": "**Growth**: the corpus again and again, each time with seeded edits",
    "quality": "**What near-deduplication got wrong**",
    "steps": "**Steps over files in memory**, one core",
    "pii": "**Personal data**, precision / recall on our own labelled cases",
    "extract": "**Functions**",
}


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _dedup(rows: Sequence[Mapping[str, Any]]) -> str:
    head = ("tool", "corpus", "files", "kept", "CPU s", "wall s", "MB per CPU s", "peak MB")
    cells = [
        (row["tool"], row["corpus"], "", "", "", "", f"not run: {row['lacking']}", "")
        if "lacking" in row
        else (
            row["tool"],
            f"{row['corpus']}, {row['mb']:.0f} MB",
            row["files"],
            row["kept"],
            f"{row['cpu']:.2f}",
            f"{row['seconds']:.2f}",
            f"{row['mb_per_cpu_second']:.1f}",
            f"{row['peak_mb']:.0f}",
        )
        for row in rows
    ]
    return _table(head, cells) + (
        "\nThe slice is the first shards; the fastest peer there was run over all files, too.\n"
    )


def _growth(rows: Sequence[Mapping[str, Any]]) -> str:
    head = ("MB", "files", "CPU s", "MB per CPU s", "peak MB")
    cells = [
        (
            f"{row['mb']:.0f}",
            row["files"],
            f"{row['cpu']:.2f}",
            f"{row['mb_per_cpu_second']:.0f}",
            f"{row['peak_mb']:.0f}",
        )
        for row in rows
    ]
    return _table(head, cells) + "\n![CPU seconds by size](bench_curate.svg)\n"


def _quality(found: Mapping[str, Any]) -> str:
    gone, miss = found["all_removals"], found["missed_pairs"]
    seeds = ", ".join(f"{row['share']:.2%}" for row in miss["seeds"])
    return (
        f"Of {gone['removed']:,} files that went over the whole corpus, {gone['below']} have a "
        "true Jaccard index below the threshold to the file kept in their place (the lowest is "
        f"{gone['least']:.4f}, the median {gone['median']:.3f}). Of {miss['pairs']:,} pairs at "
        f"0.75 or above among {miss['files']:,} files (an exact join), {miss['mean']:.2%} were "
        f"both kept, mean of {len(miss['seeds'])} hash seeds ({seeds}).\n"
    )


def _steps(rows: Sequence[Mapping[str, Any]]) -> str:
    head = ("step", "files", "MB", "CPU s", "MB per CPU s")
    names = ("step", "files", "mb", "cpu", "mb_per_cpu_second")
    return _table(head, [[row[name] for name in names] for row in rows])


def _extract(found: Mapping[str, Any]) -> str:
    check = found["check"]
    return (
        f"{found['files']:,} Python files, {found['megabytes']} MB: {found['files_per_second']} "
        f"files and {found['megabytes_per_second']} MB per CPU second; {found['unique']:,} "
        f"functions kept of {found['candidates']:,} candidates. The type check: "
        f"{check['functions_per_second']} functions per CPU second, {check['passed']:,} pass.\n"
    )


def plot(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """CPU seconds against megabytes, both on a logarithmic scale, with a line of slope 1."""
    import altair as alt

    values = [{"MB": row["mb"], "CPU seconds": row["cpu"]} for row in rows]
    first = rows[len(rows) // 2]
    line = [
        {"MB": row["mb"], "CPU seconds": first["cpu"] * row["mb"] / first["mb"]} for row in rows
    ]
    axes = {
        "x": alt.X("MB:Q", scale=alt.Scale(type="log")),
        "y": alt.Y("CPU seconds:Q", scale=alt.Scale(type="log")),
    }
    points = alt.Chart(alt.Data(values=values)).mark_line(point=True).encode(**axes)
    straight = alt.Chart(alt.Data(values=line)).mark_line(strokeDash=[4, 4], color="gray")
    chart = (points + straight.encode(**axes)).properties(width=420, height=280)
    chart.save(str(path))
