"""The problems that items are judged by: those of benchmarks, and those that items bring."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from newtongue.benchmarks import base as benchmarks
from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Problem, problem_from_json
from newtongue.core.signature import Type
from newtongue.serve.judge.answers import Refusal
from newtongue.serve.judge.forms import ProblemForm
from newtongue.serve.judge.settings import Settings

DEEPEST_TYPE = 8
DEEPEST_VALUE = 32
"""Lists in lists in an inline problem; some languages' types take twice as long at each level."""
BAD_PROBLEM = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading and translating raise for a problem that contradicts itself."""


class Library:
    """The problems of benchmarks, loaded when first asked for. Only names are known, no paths."""

    def __init__(self, settings: Settings) -> None:
        self._data = settings.data
        self._loaded: dict[str, tuple[Mapping[str, Problem], Mapping[str, str]]] = {}
        self._lock = threading.Lock()

    def problem(self, benchmark: str, name: str) -> Problem:
        """Raises UsageError, Unsupported (no language at all can say it) or MissingError."""
        with self._lock:
            if benchmark not in self._loaded:
                self._loaded[benchmark] = self._load(benchmark)
        problems, unsupported = self._loaded[benchmark]
        if name in unsupported:
            raise Unsupported(unsupported[name])
        if name not in problems:
            raise UsageError(f"no problem {name!r} in {benchmark}", field="name")
        return problems[name]

    def _load(self, name: str) -> tuple[Mapping[str, Problem], Mapping[str, str]]:
        if not name:
            message = "is needed: these tests are newtongue's own, which are made from the problem"
            raise UsageError(message, field="benchmark")
        if name not in benchmarks.names():
            known = ", ".join(benchmarks.names())
            raise UsageError(
                f"unknown benchmark: {name!r}", field="benchmark", hint=f"known: {known}"
            )
        found = benchmarks.load(name, data=self._data)
        reasons = {one: why for why, named in found.unsupported.items() for one in named}
        return {problem.name: problem for problem in found.problems}, reasons


def inline(form: ProblemForm, index: int) -> Problem:
    for place, case in enumerate(form.cases):
        if _depth([case.args, case.expected], DEEPEST_VALUE) > DEEPEST_VALUE:
            message = f"values nested more than {DEEPEST_VALUE} deep"
            raise Refusal(422, message, item=index, field=f"problem.cases.{place}")
    try:
        problem = problem_from_json(form.model_dump())
    except BAD_PROBLEM as error:
        raise contradiction(error, index) from None
    for kind in (*(param.type for param in problem.signature.params), problem.signature.returns):
        if not _sound(kind):
            message = f"{kind} is no type that a problem can speak of"
            raise Refusal(422, message, item=index, field="problem")
    return problem


def contradiction(error: Exception, index: int) -> Refusal:
    why = f"no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
    return Refusal(422, f"not a problem: {why[:300]}", item=index, field="problem")


def _sound(kind: Type, left: int = DEEPEST_TYPE) -> bool:
    """Whether a type is one that the languages know what to make of; `...` only ends a tuple."""
    if kind.name == "..." or left == 0:
        return False
    inner = kind.of[:1] if kind.variadic else kind.of
    return all(_sound(part, left - 1) for part in inner)


def _depth(value: Any, most: int) -> int:
    """How deep lists and objects are nested; stops counting beyond `most`."""
    if not isinstance(value, list | dict) or most < 0:
        return 0
    inner = value if isinstance(value, list) else value.values()
    return 1 + max((_depth(part, most - 1) for part in inner), default=0)
