"""Verdicts to scores: counts, pass@k with intervals, paired comparisons, and MultiPL-E's CSV.

Pure: it reads no files and runs nothing. Equal verdicts in any order give equal scores.

What a score ranges over: the problems with at least one completion that was really judged. An
infrastructure error is taken out of a problem's n and counted, never held against the model. A
problem that was expected and has nothing left is `missing`: counted, not scored as a failure.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newtongue.core.completion import Outcome, Verdict
from newtongue.core.errors import UsageError
from newtongue.evaluate.passk import pass_at_k
from newtongue.evaluate.statistics import (
    RESAMPLES,
    Interval,
    mean_interval,
    paired_difference,
    paired_p,
)

DEFAULT_K = (1, 10, 100)
DIGITS = 6
"""Decimals that scores keep: far below any error bar, above what rounding may change."""
COLUMNS = ("Dataset", "Pass@k", "Estimate", "NumProblems", "MinCompletions", "MaxCompletions")
"""MultiPL-E's columns, in its order; ours follow."""
OWN_COLUMNS = ("Low95", "High95", "InfrastructureErrors", "MissingProblems")

Group = tuple[str, str]
"""(benchmark, language): what one score is about."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One problem: completions judged, those that passed, and those that the sandbox failed."""

    n: int
    c: int
    infrastructure: int = 0


def score(
    verdicts: Iterable[Verdict | Mapping[str, Any]],
    expected: Mapping[Group, Collection[str]] | None = None,
    *,
    model: str | None = None,
    k: Sequence[int] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> list[dict[str, Any]]:
    """The `scores` of INTERFACES section 2, one for each (benchmark, language), sorted.

    `verdicts` are Verdicts or rows of verdicts.parquet. `expected` names the problems that each
    group should have; without it (or for a group it lacks) those that were seen are expected.
    `k` defaults to those of 1, 10 and 100 that are at most the smallest n.

    Raises UsageError for a k above a problem's n (naming the problem with the fewest), for a
    verdict on a problem that was not expected, and for two verdicts on one completion.
    """
    verdicts = list(verdicts)
    groups = tallies(verdicts)
    outcomes = groups.outcomes
    suspects, shares = _suspects(verdicts), _shares(verdicts)
    expected = expected or {}
    result = []
    for group in sorted(set(outcomes) | set(expected)):
        problems = groups.problems.get(group, {})
        names = set(expected.get(group, problems))
        if strange := sorted(set(problems) - names):
            raise UsageError(
                f"{strange[0]} is not a problem of {_title(group)}"
                + (f" (nor are {len(strange) - 1} more)" if len(strange) > 1 else ""),
                field="name",
            )
        counted = {name: tally for name, tally in sorted(problems.items()) if tally.n}
        sizes = [tally.n for tally in counted.values()]
        counts = {o.value: outcomes.get(group, Counter())[o] for o in Outcome}
        result.append(
            {
                "benchmark": group[0],
                "language": group[1],
                "model": model,
                "problems": len(counted),
                "completions": sum(counts.values()),
                "n_min": min(sizes, default=0),
                "n_max": max(sizes, default=0),
                "missing": len(names) - len(counted),
                "infrastructure": counts[Outcome.INFRASTRUCTURE],
                "outcomes": counts,
                "suspect": suspects[group],
                "partial": _partial(shares.get(group, {}), seed, resamples),
                "pass": _passes(group, counted, k, seed, resamples),
            }
        )
    return result


@dataclass(frozen=True, slots=True)
class Groups:
    """Verdicts sorted out: tallies by group and name, outcome counts by group."""

    problems: Mapping[Group, Mapping[str, Tally]]
    outcomes: Mapping[Group, Counter[Outcome]]


def tallies(verdicts: Iterable[Verdict | Mapping[str, Any]]) -> Groups:
    """Count verdicts by group and problem. Raises UsageError for two on one completion."""
    seen: set[tuple[str, str, str, int]] = set()
    cells: dict[Group, dict[str, Counter[Outcome]]] = {}
    for verdict in verdicts:
        key, outcome = _key_and_outcome(verdict)
        if key in seen:
            raise UsageError(
                f"two verdicts on completion {key[3]} of {key[2]} ({_title(key[:2])})",
                field="output_id",
            )
        seen.add(key)
        cells.setdefault(key[:2], {}).setdefault(key[2], Counter())[outcome] += 1
    problems = {
        group: {name: _tally(counts) for name, counts in names.items()}
        for group, names in cells.items()
    }
    outcomes = {group: sum(names.values(), Counter()) for group, names in cells.items()}
    return Groups(problems, outcomes)


def compare(
    before: Iterable[Verdict | Mapping[str, Any]],
    after: Iterable[Verdict | Mapping[str, Any]],
    *,
    k: int = 1,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> list[dict[str, Any]]:
    """Paired differences `after - before` of pass@k for each group that both have, sorted.

    {"benchmark", "language", "k", "problems", "left_out", "infrastructure", "estimate", "low",
    "high", "p"}: paired over the `problems` that both judged; `left_out` were judged by one only;
    `infrastructure` adds both sides' errors; `p` is statistics.paired_p. A group with no common
    problem has null for the last four. Raises UsageError for a k above a problem's n.
    """
    first, second = tallies(before), tallies(after)
    result = []
    for group in sorted(set(first.problems) & set(second.problems)):
        a = {name: tally for name, tally in first.problems[group].items() if tally.n}
        b = {name: tally for name, tally in second.problems[group].items() if tally.n}
        common = sorted(set(a) & set(b))
        rates = [_rates(group, {name: side[name] for name in common}, k) for side in (a, b)]
        interval = paired_difference(*rates, seed=seed, resamples=resamples)
        p = paired_p(*rates, seed=seed, resamples=resamples) if interval else None
        infrastructure = sum(
            side.outcomes[group][Outcome.INFRASTRUCTURE] for side in (first, second)
        )
        result.append(
            {
                "benchmark": group[0],
                "language": group[1],
                "k": k,
                "problems": len(common),
                "left_out": len(set(a) ^ set(b)),
                "infrastructure": infrastructure,
                **_bounds(interval),
                # significant digits: a tiny p must not round to an impossible 0
                "p": None if p is None else float(f"{p:.{DIGITS}g}"),
            }
        )
    return result


def interruption(score: Mapping[str, Any], asked: int, command: str) -> str | None:
    """One line where a problem has fewer completions than were asked for, else None.

    `asked` is n; `command` is the line that goes on with the run.
    """
    title = _title((score["benchmark"], score["language"]))
    if score["n_min"] >= asked and not score["missing"]:
        return None
    expected = (score["problems"] + score["missing"]) * asked
    if score["completions"] >= expected:
        return (
            f"{title}: every completion is there, but {score['infrastructure']} could not be "
            f"judged (infrastructure errors); this judges them again: {command}"
        )
    return (
        f"{title}: interrupted: {score['completions']} of {expected} completions judged, "
        f"at least {score['n_min']} of {asked} a problem, {score['missing']} problems missing; "
        f"this goes on: {command}"
    )


def to_csv(scores: Iterable[Mapping[str, Any]]) -> str:
    """MultiPL-E's six columns, then interval, infrastructure errors and missing problems."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS + OWN_COLUMNS)
    for one in scores:
        for entry in one["pass"]:
            writer.writerow(
                (
                    _dataset(one),
                    entry["k"],
                    entry["estimate"],
                    one["problems"],
                    one["n_min"],
                    one["n_max"],
                    entry["low"],
                    entry["high"],
                    one["infrastructure"],
                    one["missing"],
                )
            )
    return text.getvalue()


def _suspects(verdicts: Iterable[Verdict | Mapping[str, Any]]) -> Counter[Group]:
    """Completions whose text was flagged, by group."""
    return Counter(_key_and_outcome(v)[0][:2] for v in verdicts if _said(v, "suspect"))


def _shares(
    verdicts: Iterable[Verdict | Mapping[str, Any]],
) -> dict[Group, dict[str, list[float]]]:
    """The share of cases that held of each completion where that was asked, by group and name."""
    shares: dict[Group, dict[str, list[float]]] = {}
    for verdict in verdicts:
        if cases := _said(verdict, "cases"):
            key, _ = _key_and_outcome(verdict)
            found = shares.setdefault(key[:2], {}).setdefault(key[2], [])
            found.append(_said(verdict, "cases_passed") / cases)
    return shares


def _said(verdict: Verdict | Mapping[str, Any], name: str) -> Any:
    return getattr(verdict, name) if isinstance(verdict, Verdict) else verdict.get(name)


def _partial(
    shares: Mapping[str, Sequence[float]], seed: int, resamples: int
) -> dict[str, Any] | None:
    """The mean share of cases that hold, each problem counting once; None where nobody asked."""
    rates = [sum(found) / len(found) for _, found in sorted(shares.items())]
    interval = mean_interval(rates, seed=seed, resamples=resamples)
    if interval is None:
        return None
    completions = sum(map(len, shares.values()))
    return {**_bounds(interval), "problems": len(rates), "completions": completions}


def _passes(
    group: Group,
    counted: Mapping[str, Tally],
    k: Sequence[int] | None,
    seed: int,
    resamples: int,
) -> list[dict[str, Any]]:
    smallest = min((tally.n for tally in counted.values()), default=0)
    wanted = [each for each in DEFAULT_K if each <= smallest] if k is None else sorted(set(k))
    entries = []
    for each in wanted:
        rates = _rates(group, counted, each)
        interval = mean_interval(rates, seed=seed, resamples=resamples)
        if interval is not None:
            entries.append({"k": each, **_bounds(interval)})
    return entries


def _rates(group: Group, counted: Mapping[str, Tally], k: int) -> list[float]:
    """Each problem's pass@k, in the order given. Raises UsageError naming the one that is short."""
    if k < 1:
        raise UsageError(f"must be 1 or more, not {k}", field="k")
    if not counted:
        return []
    short = min(counted, key=lambda name: (counted[name].n, name))
    tally = counted[short]
    if k > tally.n:
        lost = f" and {tally.infrastructure} infrastructure errors" if tally.infrastructure else ""
        raise UsageError(
            f"pass@{k} needs {k} completions of every problem; "
            f"{short} of {_title(group)} has {tally.n}{lost}",
            field="k",
            hint=f"ask for a k of at most {tally.n}, or for more completions with -n {k}",
        )
    sizes = [tally.n for tally in counted.values()]
    passes = [tally.c for tally in counted.values()]
    return [float(rate) for rate in pass_at_k(sizes, passes, k)]


def _bounds(interval: Interval | None) -> dict[str, float | None]:
    if interval is None:
        return {"estimate": None, "low": None, "high": None}
    return {
        "estimate": round(interval.estimate, DIGITS),
        "low": round(interval.low, DIGITS),
        "high": round(interval.high, DIGITS),
    }


def _key_and_outcome(
    verdict: Verdict | Mapping[str, Any],
) -> tuple[tuple[str, str, str, int], Outcome]:
    if isinstance(verdict, Verdict):
        return verdict.key, verdict.outcome
    try:
        key = (verdict["benchmark"], verdict["language"], verdict["name"], verdict["output_id"])
        return key, Outcome(verdict["outcome"])
    except KeyError as error:
        raise UsageError("is missing in a verdict", field=str(error.args[0])) from None
    except ValueError:
        raise UsageError(f"no such outcome: {verdict['outcome']!r}", field="outcome") from None


def _tally(counts: Counter[Outcome]) -> Tally:
    lost = counts[Outcome.INFRASTRUCTURE]
    return Tally(counts.total() - lost, counts[Outcome.PASSED], lost)


def _title(group: Group) -> str:
    return " in ".join(part for part in group if part)


def _dataset(one: Mapping[str, Any]) -> str:
    """Like the names of MultiPL-E's folders: benchmark-language-model, `/` as `_`."""
    parts = (one["benchmark"], one["language"], one["model"])
    return "-".join(str(part).replace("/", "_") for part in parts if part)
