"""A report's tables, as data, as Markdown and as plain text for a terminal.

No number stands alone: each cell has its interval, and its n and infrastructure errors stand in
the table's note where they are the same everywhere, else in the cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.progress import clock
from newtongue.report.data import Report, Row, benchmarks, ks, labels, languages
from newtongue.report.words import (
    as_entry,
    basis,
    facts,
    interval,
    memory,
    number,
    sentences,
    title,
)

INTERVALS = "95 % intervals by resampling problems, wider where fewer than 10 problems differ"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of text. The first columns name the row; the others are aligned right."""

    name: str
    """Unique in a page: the anchor."""
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    left: int = 1
    """How many columns name the row."""


def scores(report: Report) -> list[Table]:
    """Stages x languages, one table for each benchmark and k."""
    tables = []
    for benchmark in benchmarks(report.rows):
        rows = [row for row in report.rows if row.benchmark == benchmark]
        for k in ks(rows) or [1]:
            tables.append(_score_table(rows, benchmark, k))
    return tables


def differences(report: Report) -> list[Table]:
    """Paired differences, one a line; no table where there are none."""
    found = report.differences
    if not found:
        return []
    many = len({each.benchmark for each in found}) > 1
    measures = {each.k for each in found}
    bases = {basis(each) for each in found}
    lines = tuple(
        (
            each.label,
            " - ".join(part for part in (each.after, each.before) if part),
            title(each.language) + (f" ({each.benchmark})" if many else ""),
            *((f"pass@{each.k}",) if len(measures) > 1 else ()),
            interval(as_entry(each), sign=True),
            "" if each.p is None else _p(each.p),
            *((f"{each.problems:,}", f"{each.infrastructure:,}") if len(bases) > 1 else ()),
        )
        for each in found
    )
    note = f"{INTERVALS}; p by flipping signs, two-sided, not corrected for many comparisons; "
    note += "paired by problem." if len(bases) > 1 else f"each {next(iter(bases))}."
    head = (
        *("effect", "compared", "language"),
        *(("measure",) if len(measures) > 1 else ()),
        *("difference", "p"),
        *(("problems", "infrastructure errors") if len(bases) > 1 else ()),
    )
    heading = "Paired differences"
    if len(measures) == 1:
        heading += f" of pass@{found[0].k}"
    left = 4 if len(measures) > 1 else 3
    return [Table("differences", heading, head, lines, note, left)]


def outcomes(report: Report) -> list[Table]:
    """Counts of each outcome that occurs, one row for each stage and language."""
    if not report.rows:
        return []
    used = [
        o for o in reversed(Outcome) if any(row.score["outcomes"].get(o) for row in report.rows)
    ]
    many = len(benchmarks(report.rows)) > 1
    lines = tuple(
        (
            row.label,
            title(row.language) + (f" ({row.benchmark})" if many else ""),
            *(f"{row.score['outcomes'].get(o, 0):,}" for o in used),
            f"{sum(row.score['outcomes'].values()):,}",
        )
        for row in report.rows
    )
    head = ("stage", "language", *(o.value for o in used), "completions")
    note = "Completions. Outcomes that never occurred are left out."
    return [Table("outcomes", "Counts of outcomes", head, lines, note, left=2)]


def costs(report: Report) -> list[Table]:
    """Time and peak memory of each stage, and their sum."""
    if not report.costs:
        return []
    lines = [
        (
            cost.label,
            clock(cost.wall),
            "not measured" if cost.cpu is None else clock(cost.cpu),
            memory(cost.memory),
        )
        for cost in report.costs
    ]
    if len(report.costs) > 1:
        cpu = [cost.cpu for cost in report.costs if cost.cpu is not None]
        peaks = [cost.memory for cost in report.costs if cost.memory is not None]
        lines.append(
            (
                "all stages",
                clock(sum(cost.wall for cost in report.costs)),
                clock(sum(cpu)) if cpu else "not measured",
                memory(max(peaks, default=None)),
            )
        )
    head = ("stage", "wall time", "CPU time", "peak memory")
    note = "The last line adds times (stages may have run side by side) and takes the largest peak."
    note = note if len(report.costs) > 1 else ""
    return [Table("costs", "Time and memory", head, tuple(lines), note)]


def funnels(report: Report) -> list[Table]:
    """What each step of making the data left over."""
    tables = []
    for at, funnel in enumerate(report.funnels):
        first = funnel.steps[0][1] if funnel.steps else 0
        lines = tuple(
            (name, f"{count:,}", f"{100 * count / first:.1f} %" if first else "")
            for name, count in funnel.steps
        )
        head = ("step", "items", "of the first")
        heading = f"{funnel.label} ({title(funnel.language)})"
        tables.append(Table(f"funnel-{at + 1}", heading, head, lines))
    return tables


def to_markdown(table: Table) -> str:
    """A GitHub table with its note behind."""
    rule = [":--"] * table.left + ["--:"] * (len(table.head) - table.left)
    lines = [_pipes(table.head), _pipes(rule), *map(_pipes, table.rows)]
    return "\n".join([*lines, *(["", table.note] if table.note else [])]) + "\n"


def to_plain(table: Table) -> str:
    """Aligned text for a terminal or a log."""
    grid = (table.head, *table.rows)
    widths = [max(len(row[at]) for row in grid) for at in range(len(table.head))]
    lines = []
    for row in grid:
        cells = [
            cell.ljust(width) if at < table.left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([table.title, "", *lines, *([table.note] if table.note else [])]) + "\n"


def markdown(report: Report) -> str:
    """The whole report as Markdown."""
    parts = [f"# {report.title}\n"]
    if report.differences:
        parts.append("\n".join(f"- {line}" for line in sentences(report.differences)) + "\n")
    for table in everything(report):
        parts.append(f"## {table.title}\n\n{to_markdown(table)}")
    if report.notes:
        parts.append("## Notes\n\n" + "\n".join(f"- {note}" for note in report.notes) + "\n")
    if report.provenance:
        items = (f"- {name}: {value}" for name, value in report.provenance.items())
        parts.append("## Provenance\n\n" + "\n".join(items) + "\n")
    return "\n".join(parts)


def plain(report: Report) -> str:
    """What a terminal shows at the end of a run: scores, then what the differences show."""
    parts = [to_plain(table) for table in scores(report)]
    if report.differences:
        parts.append("\n".join(sentences(report.differences)) + "\n")
    return "\n".join(parts)


def scores_text(found: Sequence[Mapping[str, Any]]) -> str:
    """What a terminal shows for the `scores` of one evaluation: a line each, then outcomes."""
    rows = [Row(str(one.get("model") or "completions"), one["language"], one) for one in found]
    measures = ks(rows)
    lines = []
    for row in rows:
        entries = [row.at(k) for k in measures]
        shown = ["not scored" if entry is None else interval(entry) for entry in entries]
        rest = (row.score[name] for name in ("problems", "n_min", "n_max"))
        lost = (row.score[name] for name in ("missing", "infrastructure"))
        lines.append(
            (
                row.benchmark or "-",
                title(row.language),
                *(shown if measures else ["not scored"]),
                *(f"{count:,}" for count in (*rest, *lost)),
            )
        )
    head = (
        *("benchmark", "language"),
        *([f"pass@{k}" for k in measures] or ["pass@k"]),
        *("problems", "n min", "n max", "missing", "infrastructure errors"),
    )
    models = " and ".join(labels(rows)) or "nothing"
    note = f"{INTERVALS}; n is the completions judged of a problem."
    table = Table("scores", f"Scores of {models}", head, tuple(lines), note, left=2)
    return "\n".join(to_plain(each) for each in (table, *outcomes(Report("", tuple(rows)))))


def everything(report: Report) -> list[Table]:
    """Every table of a report, in reading order."""
    makers = (scores, differences, outcomes, funnels, costs)
    return [table for make in makers for table in make(report)]


def _score_table(rows: Sequence[Row], benchmark: str, k: int) -> Table:
    bases = {facts(row.score) for row in rows}
    stages, spoken = labels(rows), languages(rows)
    cells = {(row.label, row.language): row for row in rows}
    lines = tuple(
        (stage, *(_score_cell(cells.get((stage, each)), k, len(bases) > 1) for each in spoken))
        for stage in stages
    )
    note = f"{INTERVALS}; " + (
        "in round brackets problems x completions, missing problems, infrastructure errors."
        if len(bases) > 1
        else f"in every cell {next(iter(bases))}."
    )
    return Table(
        f"pass-{k}-{benchmark or 'scores'}",
        f"pass@{k}" + (f" on {benchmark}" if benchmark else ""),
        ("stage", *map(title, spoken)),
        lines,
        note,
    )


def _score_cell(row: Row | None, k: int, with_basis: bool) -> str:
    if row is None:
        return "not run"
    entry, score = row.at(k), row.score
    shown = "not scored" if entry is None else interval(entry)
    if not with_basis:
        return shown
    each = str(score["n_min"])
    if score["n_max"] != score["n_min"]:
        each += f"-{score['n_max']}"
    basis = f"{score['problems']} x {each}, {score['missing']}, {score['infrastructure']}"
    return f"{shown} ({basis})"


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else number(value)


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
