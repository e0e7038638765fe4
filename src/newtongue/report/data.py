"""What a report says, before it looks like anything: rows, differences, costs, funnels.

Pure data. Tables, figures, sentences and the page are made from it, and `to_json` writes it down.
Order is the order given; nothing is sorted behind the author's back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from newtongue import __version__
from newtongue.core.errors import UsageError

SCHEMA = 1
NEEDED = ("problems", "n_min", "n_max", "missing", "infrastructure", "outcomes", "pass")
"""What a score must say besides its estimate: no number is printed without it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One score of one stage: a cell of the table of stages x languages."""

    label: str
    """The stage as people call it: `untuned`, `full 2e-3 + replay`."""
    language: str
    score: Mapping[str, Any] = field(hash=False)
    """One object of `scores` (INTERFACES, section 2)."""

    def __post_init__(self) -> None:
        for name in NEEDED:
            if name not in self.score:
                raise UsageError(f"is missing in the score of {self.label}", field=name)

    @property
    def benchmark(self) -> str:
        return str(self.score.get("benchmark", ""))

    def at(self, k: int) -> Mapping[str, Any] | None:
        """The entry of pass@k, or None where it was not scored."""
        return next((entry for entry in self.score["pass"] if entry["k"] == k), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """`after - before` of pass@k on the same problems, paired, with its 95 % interval."""

    label: str
    """The subject of its sentence: `Tuning`, `Replay of Python`, `Filtering by execution`."""
    language: str
    estimate: float
    low: float
    high: float
    problems: int
    infrastructure: int = 0
    left_out: int = 0
    """Problems that only one side judged."""
    k: int = 1
    p: float | None = None
    before: str = ""
    after: str = ""
    """Labels of the rows compared."""
    benchmark: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stage took: seconds and bytes; None where it was not measured."""

    label: str
    wall: float
    cpu: float | None = None
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many items were left after each step, in order: asked, distinct, passed, kept."""

    label: str
    language: str
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a page shows."""

    title: str
    rows: tuple[Row, ...] = ()
    differences: tuple[Difference, ...] = ()
    costs: tuple[Cost, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Name and value of whatever makes the run repeatable: versions, seeds, machine, recipe."""
    base: str = ""
    """Label of the untuned stage: the plot of gains and losses starts there."""
    target: str = ""
    """Language that was taught."""
    source: str = ""
    """Language that the model knew before."""


def difference(compared: Mapping[str, Any], label: str, before: str, after: str) -> Difference:
    """A Difference from one object of scores.compare. Raises UsageError for one without pairs."""
    if not compared["problems"]:
        raise UsageError(f"{before} and {after} have no judged problem in common", field="problems")
    known = {each.name for each in fields(Difference)} - {"label", "before", "after"}
    return Difference(
        label=label,
        before=before,
        after=after,
        **{name: value for name, value in compared.items() if name in known},
    )


def labels(rows: Iterable[Row]) -> list[str]:
    """The stages, in order of first appearance."""
    return list(dict.fromkeys(row.label for row in rows))


def languages(rows: Iterable[Row]) -> list[str]:
    """The languages, in order of first appearance."""
    return list(dict.fromkeys(row.language for row in rows))


def benchmarks(rows: Iterable[Row]) -> list[str]:
    """The benchmarks, in order of first appearance."""
    return list(dict.fromkeys(row.benchmark for row in rows))


def ks(rows: Iterable[Row]) -> list[int]:
    """Every k that a row was scored at, ascending."""
    return sorted({entry["k"] for row in rows for entry in row.score["pass"]})


def to_json(report: Report) -> dict[str, Any]:
    """The report as one JSON object; `from_json` reads it back."""
    return {"schema": SCHEMA, "newtongue": __version__, "command": "report", **asdict(report)}


def from_json(data: Mapping[str, Any], *, file: str | None = None) -> Report:
    """Read what `to_json` wrote. Raises UsageError naming what is wrong."""
    if not isinstance(data, Mapping) or data.get("schema", 0) > SCHEMA:
        raise UsageError("is not a report that this newtongue reads", file=file, field="schema")
    try:
        return Report(
            title=data["title"],
            rows=tuple(Row(**row) for row in data["rows"]),
            differences=tuple(Difference(**each) for each in data["differences"]),
            costs=tuple(Cost(**cost) for cost in data["costs"]),
            funnels=tuple(
                Funnel(each["label"], each["language"], tuple((s[0], s[1]) for s in each["steps"]))
                for each in data["funnels"]
            ),
            notes=tuple(data["notes"]),
            provenance=dict(data["provenance"]),
            base=data["base"],
            target=data["target"],
            source=data["source"],
        )
    except KeyError as error:
        raise UsageError("is missing in the report", file=file, field=str(error.args[0])) from None
    except TypeError as error:
        # dataclasses say "Row.__init__() got an unexpected keyword argument 'x'"
        message = re.sub(r"\w+\.__init__\(\) ", "a part of the report ", str(error))
        raise UsageError(message, file=file) from None
