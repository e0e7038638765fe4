"""From an execution to its verdict: what it means, and the evidence.

A program has passed when it exited with 0, its harness gave the sandbox's nonce back after its
last assertion, and nothing forbidden was tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newtongue import languages
from newtongue.core.completion import Execution, Outcome, Verdict
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


def judged(program: Program, execution: Execution, toolchain: str) -> Judged:
    e = execution
    one = verdict(program, e)
    return Judged(one, e.cpu, e.wall, e.peak_memory, e.stdout, e.stderr, toolchain, e.cold)


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
    what = outcome(execution, language)
    index = got = expected = None
    if what is Outcome.ASSERTION and execution.failed is not None:
        index, got = _failed(execution.failed)
        if index is not None and index < len(program.cases):
            expected = repr(program.cases[index].expected)[:200]
    troubled = what not in (Outcome.PASSED, Outcome.EXIT, Outcome.OUTPUT)
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
        message=_message(execution, language) if troubled else None,
        line=language.line(execution) if troubled else None,
        program_sha256=program.sha256,
    )


def _failed(record: str) -> tuple[int | None, str | None]:
    index, _, got = record.partition(" ")
    return (int(index), got or None) if index.isdecimal() else (None, record)


_KIND = re.compile(r"\b[\w.]*(?:Error|Exception|Interrupt)\b")
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
    return kind[0] if kind else re.sub(r"\d+|\"[^\"]*\"|'[^']*'", "?", normalise(found[-1]))


def normalise(text: str) -> str:
    """A message without what differs between two runs of the same program."""
    text = re.sub(r"0x[0-9a-fA-F]+|@[0-9a-f]{5,}\b", "0x?", text)
    text = re.sub(r"/tmp/[\w.-]+|/scratch\b", "<scratch>", text)
    return text[:300]
