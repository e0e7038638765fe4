"""Every problem of the benchmarks in every language: its look-up stub passes, a wrong twin fails.

Run by `make conformance [LANGUAGES="lua rust"]`: the stubs of MultiPL-E's two benchmarks, and of
each a seeded 30 wrong twins (one changed answer); with `--all`, every benchmark and every twin. It
goes on where it was, prints its table and writes docs/conformance.json. A row stands for the exact
programs that were judged and the commands that ran them: where a change of the sources leaves both
as they were, it is only dated anew. `make test` judges a seeded sample (tests/judge/) and asks that
every row is current.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import inspect
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
from newtongue.judge import Judged, Program, judge_all, of_problem
from newtongue.languages.base import Language
from newtongue.sandbox.pool import Pool
from newtongue.translate import render

BENCHMARKS = ("multipl-e-humaneval", "multipl-e-mbpp")
MORE = ("starter", "humaneval", "mbpp")
TWINS = 30
TABLE = Path(__file__).parents[1] / "docs" / "conformance.json"


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


def stub(problem: Problem, language: Language) -> Program:
    """The stub that passes. Raises Unsupported where the language can't say the problem."""
    return of_problem(problem, language, render.stub(problem, language))


def right(problem: Problem, language: Language) -> Program | None:
    """The same, or None where the language can't say the problem."""
    try:
        return stub(problem, language)
    except Unsupported:
        return None


def twin(problem: Problem, language: Language) -> Program | None:
    """The stub with one answer changed, or None where no single answer can be."""
    if right(problem, language) is None:
        return None
    cases = render.cases(problem, language)
    arguments = [repr(c.args) for c in cases]
    alone = [i for i, each in enumerate(arguments) if arguments.count(each) == 1]
    random.Random(problem.name).shuffle(alone)
    for index in alone:
        try:
            changed = another(cases[index].expected, problem.signature.returns)
            wrong_cases: list[Case] = list(cases)
            wrong_cases[index] = replace(cases[index], expected=changed)
            stub = render.stub(problem, language, wrong_cases)
            return of_problem(problem, language, stub)
        except Unsupported:
            continue
    return None


def programs_of(
    benchmark: str, language: Language, sample: int | None = None, twins: int | None = None
) -> tuple[dict[Key, Program], int, Counter[str]]:
    """Right stubs (output 0) and wrong ones (output 1), problems, and why some can't be said.

    `sample` of the problems, and at most `twins` wrong ones; all where None.
    """
    problems = list(benchmarks.load(benchmark).problems)
    if sample is not None:
        problems = random.Random(7).sample(problems, min(sample, len(problems)))
    programs: dict[Key, Program] = {}
    sayable, reasons = [], Counter[str]()
    for problem in problems:
        try:
            programs[(benchmark, language.name, problem.name, 0)] = stub(problem, language)
            sayable.append(problem)
        except Unsupported as error:
            reasons[error.message] += 1
    random.Random(7).shuffle(sayable)
    wanted = len(sayable) if twins is None else twins
    for problem in sayable:
        if wanted and (wrong := twin(problem, language)) is not None:
            programs[(benchmark, language.name, problem.name, 1)] = wrong
            wanted -= 1
    return programs, len(problems), reasons


def check(
    benchmark: str,
    key: str,
    store: Path,
    progress: Progress,
    sample: int | None = None,
    twins: int | None = None,
) -> dict[str, Any]:
    """Counts for one benchmark in one language, and the names of problems that went wrong."""
    programs, problems, reasons = programs_of(benchmark, languages.get(key), sample, twins)
    judged = judge_all(programs, known={}, store=store, pool=Pool, progress=progress)
    return {
        "problems": problems,
        "unsupported": sum(reasons.values()),
        "reasons": dict(sorted(reasons.items())),
        "right_passed": _count(judged, 0, Outcome.PASSED),
        "right_failed": _others(judged, 0, Outcome.PASSED),
        "wrong_failed": _count(judged, 1, Outcome.ASSERTION),
        "wrong_passed": _others(judged, 1, Outcome.ASSERTION),
        "twins": twins or "all",
        "programs": digest(programs),
    }


def _count(judged: Mapping[Key, Judged], output_id: int, wanted: Outcome) -> int:
    return sum(o.verdict.outcome is wanted for k, o in judged.items() if k[3] == output_id)


def _others(judged: Mapping[Key, Judged], output_id: int, wanted: Outcome) -> list[str]:
    return sorted(
        f"{key[2]}: {one.verdict.outcome}"
        for key, one in judged.items()
        if key[3] == output_id and one.verdict.outcome is not wanted
    )


def digest(programs: Mapping[Key, Program]) -> str:
    """What was judged: changes with any character of any program."""
    text = "".join(sorted(f"{key} {one.sha256}\n" for key, one in programs.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sources(language: Language) -> str:
    """A digest of the files that a language's programs come from: its own, its parents', the base.

    Line ends and the like count too: `make conformance` then finds the same programs again.
    """
    files = {inspect.getsourcefile(c) for c in type(language).__mro__ if c is not object}
    text = b"".join(Path(file).read_bytes() for file in sorted(filter(None, files)))
    return hashlib.sha256(text).hexdigest()[:16]


def commands(language: Language) -> str:
    """A digest of how programs are built and run, by a cold and by a warm start."""
    ways = (language.build, language.run, language.warm, sorted(language.environment.items()))
    file = languages.boot_file(language.name)
    waits = language.warm or language.prepare
    boot = file.read_bytes() if waits and file.is_file() else b""
    more = (language.prepare, language.resident) if language.prepare else ()
    return hashlib.sha256(repr((ways, boot, *more)).encode()).hexdigest()[:16]


def row(key: str, old: Mapping[str, Any], every: bool, progress: Progress) -> dict[str, Any]:
    """A language's row; benchmarks whose programs and toolchain are as they were keep theirs."""
    language = languages.get(key)
    found = toolchains.find(language)
    ways = commands(language)
    store = cache_folder() / "conformance" / f"{key}-{found.fingerprint[:12]}-{ways}.jsonl"
    same = (old.get("toolchain"), old.get("commands")) == (found.version, ways)
    before = old.get("benchmarks", {}) if same else {}
    counts = {}
    for name in dict.fromkeys((*BENCHMARKS, *(MORE if every else before))):
        known = before.get(name, {})
        twins = None if every or known.get("twins") == "all" else TWINS
        if known and known.get("programs") == digest(programs_of(name, language, twins=twins)[0]):
            counts[name] = known
        else:
            progress.note(f"{key}: {name}")
            counts[name] = check(name, key, store, progress, twins=twins)
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "toolchain": found.version,
        "sources": sources(language),
        "commands": ways,
        "benchmarks": counts,
    }


def surprises(row: Mapping[str, Any]) -> list[str]:
    """The problems of a row that went wrong."""
    return [
        f"{name}: {problem}"
        for name, one in row["benchmarks"].items()
        for problem in (*one["right_failed"], *one["wrong_passed"])
    ]


def lines(key: str, row: Mapping[str, Any]) -> str:
    """A row of the table as text."""
    parts = [
        f"{name} {one['right_passed']}/{one['problems']} right, {one['wrong_failed']} wrong"
        for name, one in row["benchmarks"].items()
    ]
    wrong = surprises(row)
    tail = f"; SURPRISES: {', '.join(wrong)}" if wrong else ""
    return f"{key:12} {row['date']}  {row['toolchain'][:40]:40}  {'; '.join(parts)}{tail}\n"


def main(arguments: Sequence[str]) -> int:
    """Check the languages named (or all), write the table, exit with 1 on any surprise."""
    parser = argparse.ArgumentParser(prog="make conformance", description=__doc__)
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--all", action="store_true", help="every benchmark, every wrong twin")
    given = parser.parse_args(arguments)
    names = [languages.get(name).name for name in given.languages] or languages.names()
    for key in names:
        done = row(key, _table().get(key, {}), given.all, Plain())
        # read again: another call may have written rows meanwhile
        write_json(TABLE, dict(sorted({**_table(), key: done}.items())))
        sys.stdout.write(lines(key, done))
        sys.stdout.flush()
    return int(any(surprises(_table()[key]) for key in names))


def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TABLE.read_text()) if TABLE.exists() else {}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
