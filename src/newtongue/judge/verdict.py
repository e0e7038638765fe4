"""From an execution to its verdict: what it means, and the evidence.

A program has passed when it exited with 0, its harness gave the sandbox's nonce back after its
last assertion, and nothing forbidden was tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from newtongue import languages
from newtongue.core.completion import Execution, Outcome, Verdict
from newtongue.judge import strict
from newtongue.judge.program import Program
from newtongue.languages.base import Language


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one program and what its execution cost."""

    verdict: Verdict
    cpu: float = 0.0
    wall: float = 0.0
    peak_memory: int = 0
    stdout: str = ""
    stderr: str = ""
    toolchain: str = ""
    """The fingerprint of the toolchain that it ran on: another one asks for another verdict."""
    cold: str | None = None
    """Why it started cold, where its language has a warm start."""
    program_line: int | None = None
    """The line of the whole program that its messages name: of which completion that is which line
    depends on what stands before it."""


def judged(program: Program, execution: Execution, toolchain: str) -> Judged:
    e = execution
    one = verdict(program, e)
    line = _named(one.outcome, e, languages.get(program.language))
    return Judged(one, e.cpu, e.wall, e.peak_memory, e.stdout, e.stderr, toolchain, e.cold, line)


def row(one: Judged) -> dict[str, Any]:
    """As it is stored."""
    return _fields(one) | {"verdict": _fields(one.verdict)}


def _fields(one: Judged | Verdict) -> dict[str, Any]:
    # dataclasses.asdict takes as long as all the rest of judging: it copies deeply
    return {name: getattr(one, name) for name in one.__slots__}


LIMITS = {"output": Outcome.OUTPUT, "memory": Outcome.MEMORY, "timeout": Outcome.TIMEOUT}


def outcome(execution: Execution, language: Language) -> Outcome:
    """What an execution means: the first outcome of INTERFACES, section 3, that holds."""
    e = execution
    if e.infrastructure is not None:
        return Outcome.INFRASTRUCTURE
    if e.violation is not None:
        return Outcome.VIOLATION
    if e.limit is not None:
        return LIMITS[e.limit]
    if e.failed is not None:
        return Outcome.ASSERTION
    if e.exit_code == 0 and e.stage == "run":
        return Outcome.PASSED if e.answered else Outcome.EXIT
    otherwise = Outcome.COMPILE if e.stage == "build" else Outcome.EXCEPTION
    return language.reading(e) or otherwise


def verdict(program: Program, execution: Execution) -> Verdict:
    """The verdict on a program, with its evidence; whose completion it is comes later."""
    language = languages.get(program.language)
    checked = _checked(program, execution, language)
    what, index, got = _outcome(program, execution, language, checked)
    known = _credit(program, execution, checked, what)
    expected = None
    if index is not None and index < len(program.cases):
        expected = repr(program.cases[index].expected)[:200]
    return Verdict(
        benchmark="",
        language=program.language,
        name="",
        output_id=0,
        outcome=what,
        stage=execution.stage,
        assertion=index,
        got=None if got is None else normalise(got),
        expected=expected,
        message=_message(execution, language) if what not in _UNTROUBLED else None,
        line=program.line(_named(what, execution, language)),
        program_sha256=program.sha256,
        suspect=program.suspect,
        cases_passed=known,
        cases=None if known is None else len(program.cases),
    )


_UNTROUBLED = (Outcome.PASSED, Outcome.EXIT, Outcome.OUTPUT)


def _named(what: Outcome, execution: Execution, language: Language) -> int | None:
    """The line of the program that the messages of a failure name."""
    return None if what in _UNTROUBLED else language.line(execution)


def _checked(program: Program, execution: Execution, language: Language) -> list[bool]:
    """Of each answer that came in strict mode, whether it is right."""
    if program.strict is None:
        return []
    return strict.held(language, program.strict, program.cases, execution.values)


def _outcome(
    program: Program, execution: Execution, language: Language, checked: list[bool]
) -> tuple[Outcome, int | None, str | None]:
    """The outcome, the index of the first check that failed, and what it got.

    A failed check ends a program, whatever it would have done in a later one: where the harness
    went on after it, it comes before limits and errors. In strict mode a program whose harness did
    not say every answer left it early (`exit`), even if somebody gave the nonce back.
    """
    what = outcome(execution, language)
    if what in (Outcome.INFRASTRUCTURE, Outcome.VIOLATION):
        return what, None, None
    if False in checked:
        index = checked.index(False)
        return Outcome.ASSERTION, index, strict.shown(strict.read(execution.values[index]))
    if execution.failed is not None and (what is Outcome.ASSERTION or program.partial):
        return Outcome.ASSERTION, *_failed(execution.failed)
    if what is Outcome.PASSED and program.strict and len(checked) < len(program.cases):
        what = Outcome.EXIT
    return what, None, None


def _credit(
    program: Program, execution: Execution, checked: list[bool], what: Outcome
) -> int | None:
    """How many cases held, where that was asked for and can be known.

    In strict mode those whose answers came and are right. Else a program that did not reach the end
    of its tests has none: its harness says what failed, not how far it came.
    """
    count = len(program.cases)
    if not program.partial or not count or what is Outcome.INFRASTRUCTURE:
        return None
    if program.strict is not None:
        return sum(checked)
    if what is Outcome.PASSED:
        return count
    right = count - len(set(execution.failures) & set(range(count)))
    # some harnesses count every check that ran, some those that held
    return right if what is Outcome.ASSERTION and execution.ready in (count, right) else 0


def _failed(record: str) -> tuple[int | None, str | None]:
    index, _, got = record.partition(" ")
    return (int(index), got or None) if index.isdecimal() else (None, record)


_KIND = re.compile(r"\b[\w.]*(?:Error|Exception|Interrupt)\b")
# a number whole, also one that stands right behind an address: the same time may be .0001 and 9e-05
_VALUE = re.compile(r"0x\?[-+.\deE]*|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\"[^\"]*\"|'[^']*'")
_ERROR_LINE = re.compile(r"error|exception|panic|fail|abort|cannot|not found|overflow", re.I)


def _message(execution: Execution, language: Language) -> str | None:
    """One line that says what went wrong, the same in two runs of the same program.

    What a program itself says in an exception may hold a time or a random number: of a run only the
    kind of error is kept; the whole text is in the measurements.
    """
    if execution.infrastructure or execution.violation:
        return normalise(execution.infrastructure or execution.violation or "")
    if execution.limit:
        return None
    lines = [line.strip() for line in execution.stderr.splitlines() if line.strip()]
    patterns = [re.compile(pattern) for _, pattern in language.errors]
    said = [line for line in lines if any(pattern.search(line) for pattern in patterns)]
    found = said or [line for line in lines if _ERROR_LINE.search(line)]
    if not found:
        return None
    if execution.stage == "build":
        return normalise(found[0])  # a compiler's first error causes the others
    kind = _KIND.search(found[-1])  # a stack trace ends with what went wrong
    return kind[0] if kind else _VALUE.sub("?", normalise(found[-1]))


def normalise(text: str) -> str:
    """A message without what differs between two runs of the same program."""
    text = re.sub(r"0x[0-9a-fA-F]+|@[0-9a-f]{5,}\b", "0x?", text)
    text = re.sub(r"/tmp/[\w.-]+|/scratch\b", "<scratch>", text)
    return text[:300]
