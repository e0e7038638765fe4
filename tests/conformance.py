"""Every problem of every benchmark in every language: its look-up stub passes, a wrong twin fails.

Run by `make conformance [LANGUAGES="lua rust"]`; it goes on where it was, and writes
docs/conformance.json. `make test` does the same on a seeded sample (tests/test_judge.py).
"""

from __future__ import annotations

import datetime
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newtongue import languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Key, Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.home import cache_folder
from newtongue.core.problem import Case, Problem
from newtongue.core.progress import Plain, Progress
from newtongue.core.signature import Type
from newtongue.core.store import write_json
from newtongue.judge import Program, judge_all, of_problem
from newtongue.languages.base import Language
from newtongue.sandbox.pool import Pool
from newtongue.translate import render

BENCHMARKS = ("starter", "humaneval", "mbpp", "multipl-e-humaneval", "multipl-e-mbpp")
TABLE = Path(__file__).parents[1] / "docs" / "conformance.json"


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem's right stub and its wrong twin (None where no single answer can be changed)."""

    name: str
    right: Program
    wrong: Program | None


def another(value: Any, kind: Type) -> Any:
    """A value of the same type that is not equal to `value`."""
    match kind.name:
        case "optional":
            return None if value is not None else another(None, kind.of[0])
        case "bool":
            return not value
        case "int":
            return (value or 0) + 1
        case "float":
            return 1.0 if value is None or value != value or value in (1e400, -1e400) else value + 1
        case "str":
            return (value or "") + "x"
        case "list":
            return [*(value or []), another(None, kind.of[0])]
        case "set":
            return {*(value or set()), _outside(value or set(), kind.of[0])}
        case "dict":
            there = dict(value or {})
            return there | {_outside(set(there), kind.of[0]): another(None, kind.of[1])}
        case "tuple" if kind.variadic:
            return (*(value or ()), another(None, kind.of[0]))
        case "tuple" if kind.of:
            items = list(value or [another(None, t) for t in kind.of])
            items[0] = another(items[0], kind.of[0])
            return tuple(items)
    raise Unsupported(f"no other value of type {kind.name}")


def _outside(values: Iterable[Any], kind: Type) -> Any:
    found = another(None, kind)
    while found in values:
        found = another(found, kind)
    return found


def pair(problem: Problem, language: Language) -> Pair:
    """Stubs of a problem. Raises Unsupported where the language can't say it."""
    cases = render.cases(problem, language)
    right = of_problem(problem, language, render.stub(problem, language))
    arguments = [repr(c.args) for c in cases]
    alone = [i for i, each in enumerate(arguments) if arguments.count(each) == 1]
    random.Random(problem.name).shuffle(alone)
    for index in alone:
        try:
            changed = another(cases[index].expected, problem.signature.returns)
            wrong_cases: list[Case] = list(cases)
            wrong_cases[index] = replace(cases[index], expected=changed)
            wrong = of_problem(problem, language, render.stub(problem, language, wrong_cases))
        except Unsupported:
            continue
        return Pair(problem.name, right, wrong)
    return Pair(problem.name, right, None)


def check(
    benchmark: str, key: str, store: Path, progress: Progress, sample: int | None = None
) -> dict[str, Any]:
    """Counts for one benchmark in one language, and the names of problems that went wrong."""
    language = languages.get(key)
    problems = list(benchmarks.load(benchmark).problems)
    if sample is not None:
        problems = random.Random(7).sample(problems, min(sample, len(problems)))
    pairs, unsupported = [], 0
    for problem in problems:
        try:
            pairs.append(pair(problem, language))
        except Unsupported:
            unsupported += 1
    programs: dict[Key, Program] = {}
    for each in pairs:
        programs[(benchmark, language.name, each.name, 0)] = each.right
        if each.wrong is not None:
            programs[(benchmark, language.name, each.name, 1)] = each.wrong
    judged = judge_all(programs, known={}, store=store, pool=Pool, progress=progress)
    outcomes = {key: one.verdict.outcome for key, one in judged.items()}
    return {
        "problems": len(problems),
        "unsupported": unsupported,
        "right_passed": sum(o is Outcome.PASSED for k, o in outcomes.items() if k[3] == 0),
        "right_failed": sorted(
            f"{k[2]}: {o}" for k, o in outcomes.items() if k[3] == 0 and o is not Outcome.PASSED
        ),
        "wrong_failed": sum(o is Outcome.ASSERTION for k, o in outcomes.items() if k[3] == 1),
        "wrong_passed": sorted(
            f"{k[2]}: {o}" for k, o in outcomes.items() if k[3] == 1 and o is not Outcome.ASSERTION
        ),
    }


def main(names: Sequence[str]) -> int:
    """Check all benchmarks in the languages named (or all), write the table, 1 on any surprise."""
    table = json.loads(TABLE.read_text()) if TABLE.exists() else {}
    wrong = False
    for key in names or languages.names():
        found = toolchains.find(languages.get(key))
        store = cache_folder() / "conformance" / f"{key}-{found.fingerprint[:12]}.jsonl"
        rows = {name: check(name, key, store, Plain(), None) for name in BENCHMARKS}
        wrong |= any(row["right_failed"] or row["wrong_passed"] for row in rows.values())
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        table[key] = {"date": today, "toolchain": found.version, "benchmarks": rows}
        write_json(TABLE, dict(sorted(table.items())))
        for name, row in rows.items():
            sys.stdout.write(
                f"{key} {name}: {row['right_passed']} right stubs passed, "
                f"{row['wrong_failed']} wrong ones failed, {row['unsupported']} unsupported; "
                f"surprises: {row['right_failed'] + row['wrong_passed']}\n"
            )
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
