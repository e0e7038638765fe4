"""The same completions judged in both modes; `python -m tests.judge.sides` does it for whole
benchmarks and prints how many agree.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable
from dataclasses import replace

from newtongue import judge, languages, toolchains
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Verdict, cut
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Problem
from newtongue.judge import Program
from newtongue.judge import strict as strictly
from newtongue.languages.base import PROBE, Language
from newtongue.sandbox.pool import Pool
from newtongue.translate import render
from tests.conformance import right, twin

STRICT = languages.strict_names()
Name = tuple[str, str]
"""A problem's name, and which completion of it."""


def stubs(problems: Iterable[Problem], language: Language) -> dict[Name, tuple[Program, Problem]]:
    """The look-up stubs of problems and their wrong twins, as default mode judges them."""
    found = {}
    for problem in problems:
        for kind, made in (("right", right(problem, language)), ("wrong", twin(problem, language))):
            if made is not None:
                found[problem.name, kind] = (made, problem)
    return found


def probes(language: Language) -> dict[Name, tuple[Program, Problem]]:
    """The probes that end by themselves."""
    found = {}
    for kind in ("right", "wrong", "broken", "exits_early"):
        path = languages.probes(language.name) / f"{kind}{language.extension}"
        text = cut(path.read_text(encoding="utf-8"), language.stops)
        found[PROBE.name, kind] = (judge.of_problem(PROBE, language, text), PROBE)
    return found


def strict(program: Program, problem: Problem, language: Language) -> Program:
    """A program of default mode with the tests of strict mode in place of its own."""
    tests = render.tests(problem, language)
    assert program.text.endswith(tests)
    text = program.text.removesuffix(tests) + strictly.tests(problem, language)
    return replace(program, text=text, strict=problem.signature.returns)


def both(
    made: dict[Name, tuple[Program, Problem]], language: Language, pool: Pool
) -> dict[Name, tuple[Verdict, Verdict]]:
    """Each program's verdicts by default and in strict mode."""
    found = toolchains.find(language)
    asked: dict[str, list[tuple[Name, int, Program]]] = {}
    for name, (program, problem) in made.items():
        for side, one in enumerate((program, strict(program, problem, language))):
            asked.setdefault(one.sha256, []).append((name, side, one))
    verdicts: dict[Name, list[Verdict]] = {name: [None, None] for name in made}  # type: ignore[list-item]
    jobs = (judge.job(same[0][2], found) for same in asked.values())
    for ran, execution in pool.run(jobs):
        for name, side, one in asked[ran.id]:
            verdicts[name][side] = judge.verdict(one, execution)
    return {name: (default, strict) for name, (default, strict) in verdicts.items()}


def differing(verdicts: dict[Name, tuple[Verdict, Verdict]]) -> list[tuple[Name, Verdict, Verdict]]:
    """Where outcome or index are not the same."""
    return [
        (name, a, b)
        for name, (a, b) in verdicts.items()
        if (a.outcome, a.assertion) != (b.outcome, b.assertion)
    ]


def main(words: list[str]) -> None:
    """starter and MultiPL-E's two benchmarks in languages, or so many problems of each."""
    most = next((int(word) for word in words if word.isdecimal()), None)
    with Pool() as pool:
        for key in [word for word in words if not word.isdecimal()] or STRICT:
            language = languages.get(key)
            for name in ("starter", "multipl-e-humaneval", "multipl-e-mbpp"):
                began, refused = time.monotonic(), 0
                made = {}
                problems = benchmarks.load(name).problems
                chosen = random.Random(7).sample(problems, min(most or 9999, len(problems)))
                for one, (program, problem) in stubs(chosen, language).items():
                    try:
                        strictly.tests(problem, language)
                        made[one] = (program, problem)
                    except Unsupported:
                        refused += 1
                verdicts = both(made, language, pool)
                odd = differing(verdicts)
                passed = sum(b.outcome == "passed" for _, b in verdicts.values())
                said = f"{len(made)} programs, {passed} pass, {refused} too long, {len(odd)} differ"
                sys.stdout.write(f"{key} {name}: {said} ({time.monotonic() - began:.0f} s)\n")
                for one, a, b in odd[:5]:
                    sys.stdout.write(f"  {one}: {a.outcome} {a.assertion} {a.got}; {b}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
