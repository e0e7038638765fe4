"""An item of a batch becomes the program that is to be run; what is wrong with it is named."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from newtongue import judge, languages, toolchains
from newtongue.core.completion import Completion, Key
from newtongue.core.errors import MissingError, Unsupported, UsageError
from newtongue.core.problem import Problem
from newtongue.judge import Program
from newtongue.languages.base import Language
from newtongue.sandbox.base import Limits
from newtongue.serve.judge.answers import Refusal
from newtongue.serve.judge.forms import (
    Batch,
    ByBenchmark,
    ByProblem,
    ByTests,
    LimitsForm,
    read_batch,
)
from newtongue.serve.judge.problems import BAD_PROBLEM, Library, contradiction, inline
from newtongue.serve.judge.settings import Settings, limits


class Identity(NamedTuple):
    """What decides a verdict, and what it says.

    The modes stand beside the program: in strict mode its sha256 is the same whether cases are
    counted or not, and no text that an item brings may stand in for a program of another mode.
    """

    program: str
    """Its sha256."""
    toolchain: str
    """Its fingerprint."""
    limits: Limits
    strict: bool
    partial: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One item, ready to be judged, or with the reason why there is no program of it."""

    item: int
    key: Key
    identity: Identity
    program: Program | None
    toolchain: toolchains.Found
    unsupported: str = ""

    @property
    def size(self) -> int:
        return len(self.program.text) if self.program else 0


def prepare(body: bytes, library: Library, settings: Settings) -> list[Asked]:
    """The programs of a request's body. Raises Refusal for the first thing that is wrong."""
    batch = read_batch(body)
    if len(batch.items) > settings.max_items:
        message = f"{len(batch.items)} in one batch, and at most {settings.max_items} are taken"
        raise Refusal(422, message, field="items")
    asked: list[Asked] = []
    size = 0
    for index in range(len(batch.items)):
        one = _asked(index, batch, library, settings)
        size += one.size
        if size > settings.max_queued_bytes:
            message = f"the programs up to here take more than {settings.max_queued_bytes} bytes"
            raise Refusal(413, message, item=index, hint="send fewer items at a time")
        asked.append(one)
    return asked


def _asked(index: int, batch: Batch, library: Library, settings: Settings) -> Asked:
    item = batch.items[index]
    bounds = _limits(item.limits or batch.limits, settings, index if item.limits else None)
    language = _language(item.language, index)
    found = toolchains.look(language)
    if isinstance(found, toolchains.Missing):
        raise Refusal(422, found.reason, item=index, field="language", hint=found.hint)
    completion, problem = _completion(item, language, index)
    program, why = None, ""
    strict, partial = _modes(item, batch)
    try:
        if strict:
            _require_strict(completion, language)
        problems = {} if problem is None else {(problem.benchmark, problem.name): problem}
        if problem is None and judge.by_problem(completion, ours=False):
            wanted = library.problem(completion.benchmark, completion.name)
            problems = {(completion.benchmark, completion.name): wanted}
        program = judge.assemble(completion, problems, strict=strict, partial=partial)
    except Unsupported as reason:
        why = reason.message
    except (UsageError, MissingError) as error:
        raise Refusal(422, error.message, item=index, field=error.field, hint=error.hint) from None
    except BAD_PROBLEM as error:
        if problem is None:
            raise
        raise contradiction(error, index) from None
    identity = _identity(program, found, bounds)
    return Asked(index, completion.key, identity, program, found, why)


def _modes(item: ByBenchmark | ByTests | ByProblem, batch: Batch) -> tuple[bool, bool]:
    """Whether strict mode, and whether partial credit: as the item says, else as the batch does."""
    strict = batch.strict if item.strict is None else item.strict
    partial = batch.partial_credit if item.partial_credit is None else item.partial_credit
    return strict, partial


def _require_strict(completion: Completion, language: Language) -> None:
    """Raise UsageError where strict mode can't be had; nothing is judged by other tests unsaid."""
    languages.strict(language.name)
    if not judge.by_problem(completion, ours=False):
        raise UsageError(
            "tests of the item's own can't be run in strict mode",
            field="strict",
            hint="leave `tests` out, and name a benchmark's problem or bring one; "
            'or say "strict": false',
        )


def _identity(program: Program | None, found: toolchains.Found, bounds: Limits) -> Identity:
    if program is None:
        return Identity("", found.fingerprint, bounds, strict=False, partial=False)
    strict = program.strict is not None
    return Identity(
        program.sha256, found.fingerprint, bounds, strict=strict, partial=program.partial
    )


@functools.cache
def _names() -> Mapping[str, str]:
    """Every name and alias -> the language's key; a look in all files for each item is too slow."""
    known = map(languages.get, languages.names())
    return {word: one.name for one in known for word in (*one.aliases, one.name)}


def _language(name: str, index: int) -> Language:
    known = _names()
    if key := known.get(name) or known.get(name.lower()):
        return languages.get(key)
    near = difflib.get_close_matches(name, languages.names(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "GET /v1/languages lists them"
    raise Refusal(422, f"unknown language: {name!r}", item=index, field="language", hint=hint)


def _completion(
    item: ByBenchmark | ByTests | ByProblem, language: Language, index: int
) -> tuple[Completion, Problem | None]:
    """The item as a completion, and the problem where it brings one."""
    stops = None if item.stop_tokens is None else tuple(item.stop_tokens)
    given: dict[str, Any] = {
        "language": language.name,
        "output_id": item.output_id,
        "output_text": item.output_text,
        "stop_tokens": stops,
        "prompt": item.prompt,
    }
    if isinstance(item, ByProblem):
        problem = inline(item.problem, index)
        return Completion(name=problem.name, benchmark=problem.benchmark, **given), problem
    tests = item.tests if isinstance(item, ByTests) else None
    return Completion(name=item.name, benchmark=item.benchmark, tests=tests, **given), None


def _limits(form: LimitsForm | None, settings: Settings, item: int | None) -> Limits:
    usual = settings.limits
    if form is None:
        return usual
    maxima = {
        "cpu_seconds": settings.max_cpu_seconds,
        "memory_mb": settings.max_memory_mb,
        "output_kb": settings.max_output_kb,
    }
    for name, most in maxima.items():
        if (getattr(form, name) or 0) > most:
            message = f"at most {most:g}, not {getattr(form, name):g}"
            raise Refusal(422, message, item=item, field=f"limits.{name}")
    return limits(
        form.cpu_seconds or usual.cpu,
        usual.memory if form.memory_mb is None else form.memory_mb << 20,
        usual.output if form.output_kb is None else form.output_kb << 10,
    )
