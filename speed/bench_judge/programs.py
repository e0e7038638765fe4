"""The programs of a language: most are right, some are wrong, no two are the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from tests.conformance import right, twin

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.benchmarks.multipl_e_files import detached
from newtongue.core.completion import Key
from newtongue.core.problem import Problem
from newtongue.judge import Program
from newtongue.languages.base import NONCE, PROBE, READY, Language
from newtongue.translate import render
from speed.bench_judge.mutants import mutant


@dataclass(frozen=True)
class Entry:
    """One program in both forms, and what its verdict must be."""

    key: Key
    program: Program
    alone: str
    """The same without a verdict channel: the exit code says what its tests found."""
    right: bool

    @property
    def name(self) -> str:
        """The problem's name, and which of its programs."""
        return f"{self.key[2]}#{self.key[3]}"


Fails = Callable[[Sequence[Entry]], set[Key]]
"""Which of some programs fail."""


def stubs(language: Language, count: int, share: float) -> list[Entry]:
    """Look-up stubs, and a share of wrong twins: of MultiPL-E's HumanEval, then of its MBPP."""
    problems = _problems("multipl-e-humaneval", "multipl-e-mbpp")
    wrong = round(count * share)
    mixed = random.Random(7).sample(problems, len(problems))
    twins = ((p, made) for p in mixed if (made := twin(p, language)) is not None)
    rights = ((p, made) for p in problems if (made := right(p, language)) is not None)
    return _mixed(
        [
            *(_entry(p, language, made, 0) for p, made in islice(rights, count - wrong)),
            *(_entry(p, language, made, 1) for p, made in islice(twins, wrong)),
        ]
    )


def references(language: Language, count: int, share: float, fails: Fails) -> list[Entry]:
    """Canonical solutions of HumanEval, and mutants of them that fail.

    `fails` looks at twice as many mutants as are wanted: not every mistake changes an answer.
    """
    problems = _problems("humaneval", "multipl-e-humaneval")
    known = [problem for problem in problems if problem.reference]
    found = random.Random(7).sample(known, len(known))
    rights = [_reference(p, language, p.reference or "", 0) for p in found]
    rights = rights[: count - round(count * share)]
    wanted = count - len(rights)
    changed = ((p, mutant(p.reference or "", p.signature.name, p.name)) for p in reversed(found))
    maybe = [_reference(p, language, text, 1) for p, text in changed if text is not None]
    wrong: list[Entry] = []
    while maybe and len(wrong) < wanted:
        few, maybe = maybe[: 2 * wanted], maybe[2 * wanted :]
        failed = fails(few)
        wrong += [entry for entry in few if entry.key in failed]
    return _mixed([*rights, *wrong[:wanted]])


def _problems(*names: str) -> list[Problem]:
    """Problems of several benchmarks; of those of one name, the first."""
    found: dict[str, Problem] = {}
    for problem in chain.from_iterable(benchmarks.load(name).problems for name in names):
        found.setdefault(problem.name, problem)
    return list(found.values())


def _reference(problem: Problem, language: Language, text: str, number: int) -> Entry:
    cases = render.cases(problem, language)
    whole = render.program("", text, render.tests(problem, language))
    return _entry(problem, language, Program(language.name, whole, len(cases), cases), number)


def _entry(problem: Problem, language: Language, program: Program, number: int) -> Entry:
    tests = render.tests(problem, language)
    if not program.text.endswith(tests):
        raise ValueError(f"{problem.name} in {language.name}: the program ends with other tests")
    alone = program.text.removesuffix(tests) + without_channel(tests, language)
    key = (problem.benchmark, language.name, problem.name, number)
    return Entry(key, program, alone, number == 0)


def without_channel(tests: str, language: Language) -> str:
    """Our tests as newtongue exports them.

    The exporter refuses where MultiPL-E's own command would misjudge a whole program; here another
    command runs such a language.
    """
    if not language.misled:
        return detached(tests, language.name)
    # a plain file, which every way of reading can read
    return tests.replace(READY, "/dev/null").replace(NONCE, "/etc/passwd")


def _mixed(entries: Sequence[Entry]) -> list[Entry]:
    """In an order that has nothing to do with problems, the same in every run."""
    return random.Random(7).sample(entries, len(entries))


SHORT = "python"
"""The language of the many short programs."""


def short(count: int) -> Iterator[Program]:
    """Short programs, each another, that all pass."""
    language = languages.get(SHORT)
    tests = render.tests(PROBE, language)
    prompt = render.prompt(PROBE, language).text
    for number in range(count):
        text = render.program(prompt, f"    return sum(xs) + {number} - {number}\n", tests)
        yield Program(language.name, text, len(PROBE.cases), PROBE.cases)
