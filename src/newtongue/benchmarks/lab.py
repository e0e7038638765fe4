"""The lab: functions made by templates, with a Python and a Lua solution, for models so small
that they are trained from scratch in minutes.

The split is by composition: a composition is a solution with its constants masked, and all its
problems fall on one side, so that nothing a model saw in training answers a test problem but for
its numbers. Everything follows from a seed; nothing here is from a public benchmark.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import random
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue.benchmarks import lab_forms
from newtongue.benchmarks.base import Benchmark
from newtongue.benchmarks.lab_forms import Form
from newtongue.core.errors import UsageError
from newtongue.core.problem import Case, Problem, problem_to_json
from newtongue.core.signature import Param, Signature, parse_type

SEED = 7
SPLITS = ("train", "validation", "test")
COUNTS = (9000, 120, 240)
"""How many problems each split has; those held out can't be more, train can."""
SOLVED = ("python", "lua")
"""The languages in which every problem has a solution."""
FUNCTIONS = (
    *("solve", "process", "compute", "apply", "run", "handle"),
    *("transform", "build", "collect", "gather", "work", "convert"),
)
BENCHMARKS = {"lab": "test", "lab-validation": "validation", "lab-train": "train"}


@dataclass(frozen=True, slots=True)
class LabItem:
    """A problem with its solutions, each the completion of its language's prompt."""

    problem: Problem
    role: str
    """`test`, `validation`; in train `teacher` (its Lua may be shown) or `source` (Lua unseen)."""
    python: str
    lua: str
    form: Form | None = None
    """What it is composed of; None for a literal to copy."""

    def solution(self, language: str) -> str:
        """The completion in one language. Raises UsageError for a language without solutions."""
        if language not in SOLVED:
            raise UsageError(
                f"the lab has no solutions in {language!r}", hint=f"known: {', '.join(SOLVED)}"
            )
        text: str = getattr(self, language)
        return text


def names() -> tuple[str, ...]:
    """The benchmarks that load here: the test split, the validation split, and `lab-train`."""
    return tuple(BENCHMARKS)


def load(name: str, find: Callable[[tuple[str, ...]], Path]) -> Benchmark:  # noqa: ARG001
    """A split as a benchmark; of train only the problems whose Lua nobody saw (role `source`)."""
    split = BENCHMARKS[name]
    chosen = [item for item in generate(split) if item.role in ("source", split)]
    problems = tuple(item.problem for item in chosen)
    return Benchmark(name, problems, {}, digest(chosen))


def digest(items: list[LabItem]) -> str:
    """The SHA-256 of problems, roles and solutions."""
    sha = hashlib.sha256()
    for item in items:
        row = [problem_to_json(item.problem), item.role, item.python, item.lua]
        sha.update(json.dumps(row, ensure_ascii=True).encode() + b"\n")
    return sha.hexdigest()


def generate(split: str, count: int | None = None, seed: int = SEED) -> list[LabItem]:
    """The first `count` items of a split, by default all of it (COUNTS).

    More items of one seed begin with the same ones. Raises UsageError for a split that isn't
    there or can't be that large.
    """
    if split not in SPLITS:
        raise UsageError(f"unknown split: {split!r}", hint=f"known: {', '.join(SPLITS)}")
    whole = COUNTS[SPLITS.index(split)]
    count = whole if count is None else count
    if split == "train":
        return list(_train(count, seed))
    if count > whole:
        raise UsageError(f"the lab's {split} split has {whole} problems, not {count}")
    return list(_held_out(seed)[split][:count])


def literals(count: int, seed: int = SEED) -> list[LabItem]:
    """Functions that return a literal from their text: they teach a model to copy. No tests."""
    rng = random.Random(f"lab literals {seed}")
    return [_literal(rng, number) for number in range(count)]


def fresh_cases(item: LabItem, seed: int) -> tuple[Case, ...]:
    """Cases on inputs that the problem's own cases don't know: what a lucky solution fails."""
    if item.form is None:
        return item.problem.cases
    return _cases(item.form, f"fresh {seed}")


def skeleton(text: str) -> str:
    """A text or solution with its numbers and quoted letters masked."""
    return re.sub(r"(['\"])[a-z]\1", "C", re.sub(r"\d+", "K", text))


def _role(form: Form) -> str:
    """Where a composition belongs, of 100: 12 test, 6 validation, 22 teacher, 60 source."""
    masked = skeleton(lab_forms.python(form)).encode()
    share = int.from_bytes(hashlib.sha256(masked).digest()[:8], "big") % 100
    bounds = ((12, "test"), (18, "validation"), (40, "teacher"), (100, "source"))
    return next(role for bound, role in bounds if share < bound)


def _skeletons(form: Form) -> tuple[str, str, str]:
    texts = (lab_forms.doc(form), lab_forms.python(form), lab_forms.lua(form))
    return skeleton(texts[0]), skeleton(texts[1]), skeleton(texts[2])


@functools.cache
def _held_out(seed: int) -> dict[str, list[LabItem]]:
    """Validation and test: each docstring template and each solution skeleton at most once."""
    rng = random.Random(f"lab held out {seed}")
    found: dict[str, list[LabItem]] = {"validation": [], "test": []}
    wanted = dict(zip(SPLITS, COUNTS, strict=True))
    seen: set[str] = set()
    while any(len(items) < wanted[split] for split, items in found.items()):
        form = lab_forms.draw(rng)
        role = _role(form)
        masked = _skeletons(form)
        if role not in found or len(found[role]) == wanted[role] or not seen.isdisjoint(masked):
            continue
        cases = _cases(form)
        if _tells_apart(form, cases):
            seen.update(masked)
            name = f"lab_{role}_{len(found[role]):03d}"
            found[role].append(_item(form, name, role, cases, rng.choice(FUNCTIONS)))
    return found


@functools.lru_cache(maxsize=2)
def _train(count: int, seed: int) -> tuple[LabItem, ...]:
    """Training items: no sentence twice, no skeleton that a held-out problem has."""
    held_out = [item.form for items in _held_out(seed).values() for item in items]
    held = {masked for form in held_out if form is not None for masked in _skeletons(form)}
    return tuple(itertools.islice(_train_items(seed, held), count))


def _train_items(seed: int, held: set[str]) -> Iterator[LabItem]:
    rng = random.Random(f"lab train {seed}")
    seen: set[str] = set()
    while True:
        form = lab_forms.draw(rng)
        function = rng.choice(FUNCTIONS)
        role, text = _role(form), lab_forms.doc(form)
        if role not in ("teacher", "source") or text in seen:
            continue
        if not held.isdisjoint(_skeletons(form)):
            continue
        cases = _cases(form)
        if _tells_apart(form, cases):
            name = f"lab_train_{len(seen):05d}"
            seen.add(text)
            yield _item(form, name, role, cases, function)


def _cases(form: Form, salt: str = "") -> tuple[Case, ...]:
    rng = random.Random(f"lab cases {salt} {lab_forms.doc(form)}")
    inputs = lab_forms.arguments(form, rng)
    return tuple(Case((value,), lab_forms.answer(form, value)) for value in inputs)


def _tells_apart(form: Form, cases: tuple[Case, ...]) -> bool:
    """The answers vary (a constant can't pass), and every part of the form matters to some."""
    answers = {repr(case.expected) for case in cases}
    if len(answers) < (2 if form.reduction.returns == "bool" else 3):
        return False
    return all(
        any(lab_forms.answer(other, case.args[0]) != case.expected for case in cases)
        for other in lab_forms.near_misses(form)
    )


def _item(form: Form, name: str, role: str, cases: tuple[Case, ...], function: str) -> LabItem:
    source, solution = form.source, lab_forms.python(form)
    problem = Problem(
        name=f"{name}_{function}",
        doc=lab_forms.doc(form),
        signature=Signature(
            function,
            (Param(source.param, parse_type(source.type)),),
            parse_type(form.reduction.returns),
        ),
        cases=cases,
        benchmark="lab" if role == "test" else f"lab-{name.split('_')[1]}",
        reference=f"def {function}({source.param}):\n{solution}",
        source="newtongue",
        licence="Apache-2.0",
    )
    return LabItem(problem, role, solution, lab_forms.lua(form), form)


def _literal(rng: random.Random, number: int) -> LabItem:
    function = rng.choice(FUNCTIONS)
    value: list[Any]
    if rng.random() < 0.5:
        value = [rng.randint(0, 12) for _ in range(rng.randint(2, 7))]
        items, returns = ", ".join(map(str, value)), "list[int]"
        text = f"Return the list [{items}]."
    else:
        value = [rng.choice(string.ascii_lowercase) for _ in range(rng.randint(2, 6))]
        items, returns = ", ".join(f"'{letter}'" for letter in value), "list[str]"
        letters = " ".join(f'"{letter}"' for letter in value)
        text = f"Return the letters {letters}."
    problem = Problem(
        name=f"lab_literal_{number:05d}_{function}",
        doc=text,
        signature=Signature(function, (), parse_type(returns)),
        cases=(Case((), value),),
        benchmark="lab-literals",
        reference=f"def {function}():\n    return [{items}]\n",
        source="newtongue",
        licence="Apache-2.0",
    )
    return LabItem(problem, "literal", f"    return [{items}]\n", f"  return {{{items}}}\nend\n")
