"""What a model wrote, what the sandbox saw, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from newtongue.core.errors import UsageError


class Outcome(StrEnum):
    """How a program ended. The order is the order of judging: the first that holds wins."""

    INFRASTRUCTURE = "infrastructure"
    VIOLATION = "violation"
    OUTPUT = "output"
    MEMORY = "memory"
    TIMEOUT = "timeout"
    COMPILE = "compile"
    SYNTAX = "syntax"
    TYPE = "type"
    ASSERTION = "assertion"
    EXCEPTION = "exception"
    EXIT = "exit"
    PASSED = "passed"


Key = tuple[str, str, str, int]
"""(benchmark, language, name, output_id): what makes a completion one of a kind."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Text that a model returned, with its sampling settings. Fields as in completions files."""

    name: str
    language: str
    output_id: int
    output_text: str
    benchmark: str = ""
    prompt: str | None = None
    tests: str | None = None
    stop_tokens: tuple[str, ...] | None = None
    model: str | None = None
    revision: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_new_tokens: int | None = None
    seed: int | None = None
    finish_reason: str | None = None
    """`stop` (a stop sequence or the end token), `length` (max_new_tokens reached)."""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Fields of the file that newtongue does not know; kept as they are."""

    @property
    def key(self) -> Key:
        return (self.benchmark, self.language, self.name, self.output_id)


_KNOWN = {f.name for f in fields(Completion)} - {"extra"}
_KINDS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "language": (str,),
    "output_id": (int,),
    "output_text": (str,),
    "benchmark": (str,),
    "prompt": (str,),
    "tests": (str,),
    "stop_tokens": (list, tuple),
    "model": (str,),
    "revision": (str,),
    "temperature": (int, float),
    "top_p": (int, float),
    "max_new_tokens": (int,),
    "seed": (int,),
    "finish_reason": (str,),
}
_REQUIRED = ("name", "language", "output_id", "output_text")


def completion_to_json(completion: Completion) -> dict[str, Any]:
    """One line of a completions file: fields without a value are left out."""
    row = {name: getattr(completion, name) for name in sorted(_KNOWN)}
    row = {name: value for name, value in row.items() if value is not None}
    if not completion.benchmark:
        del row["benchmark"]
    if completion.stop_tokens is not None:
        row["stop_tokens"] = list(completion.stop_tokens)
    return row | dict(completion.extra)


def completion_from_json(
    row: Mapping[str, Any], *, file: str | None = None, line: int | None = None
) -> Completion:
    """Read one line of a completions file (INTERFACES, section 5).

    Raises UsageError naming file, line and field.
    """

    try:
        values = _checked(row)
    except UsageError as error:
        raise UsageError(error.message, file=file, line=line, field=error.field) from None
    extra = {name: value for name, value in row.items() if name not in _KNOWN}
    return Completion(**values, extra=extra)


def _checked(row: Mapping[str, Any]) -> dict[str, Any]:
    """The known fields of a row, each of the right kind. Raises UsageError naming the field."""
    required = _REQUIRED if row.get("benchmark") else (*_REQUIRED, "prompt", "tests", "stop_tokens")
    for name in required:
        if name not in row:
            tail = "" if name in _REQUIRED else " (required unless `benchmark` is given)"
            raise UsageError(f"is missing{tail}", field=name)
    values: dict[str, Any] = {}
    for name in sorted(_KNOWN & set(row)):
        value = row[name]
        if value is None and name not in _REQUIRED:
            continue
        if not isinstance(value, _KINDS[name]) or isinstance(value, bool):
            kinds = " or ".join(kind.__name__ for kind in _KINDS[name])
            raise UsageError(f"must be {kinds}, not {type(value).__name__}", field=name)
        values[name] = value
    if values["output_id"] < 0:
        raise UsageError("must be 0 or more", field="output_id")
    if "stop_tokens" in values:
        if not all(isinstance(stop, str) and stop for stop in values["stop_tokens"]):
            raise UsageError("must be a list of non-empty strings", field="stop_tokens")
        values["stop_tokens"] = tuple(values["stop_tokens"])
    return values


@dataclass(frozen=True, slots=True)
class Execution:
    """What the sandbox saw of one program. It knows no language and gives no verdict.

    Times are seconds, memory is bytes. `stage` is the last stage that ran: `build` when that
    failed, else `run`.
    """

    stage: str
    exit_code: int | None
    """None when a signal ended the program."""
    signal: int | None = None
    cpu: float = 0.0
    wall: float = 0.0
    peak_memory: int = 0
    stdout: str = ""
    stderr: str = ""
    """Head and tail of each stream; the middle of a long one is replaced by a line that says so."""
    limit: str | None = None
    """The limit that ended it: `timeout`, `memory` or `output`."""
    violation: str | None = None
    """A forbidden act, for example `seccomp: system call 101`."""
    infrastructure: str | None = None
    """Why the sandbox itself failed; the program is then not to blame."""
    ready: int | None = None
    """Assertions that the harness said it ran, before it asked for the nonce."""
    answered: bool = False
    """The harness gave the nonce back after its last assertion."""
    failed: str | None = None
    """The harness's record of the first assertion that failed: `<index> <got>`."""
    failures: tuple[int, ...] = ()
    """The indexes of all that failed, where the harness went on after the first."""
    values: tuple[str, ...] = ()
    """What the calls returned, in order, as the harness of strict mode wrote it."""
    cold: str | None = None
    """Why it started cold, where a warm start was asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one completion, with its evidence. One row of verdicts.parquet."""

    benchmark: str
    language: str
    name: str
    output_id: int
    outcome: Outcome
    stage: str
    assertion: int | None = None
    got: str | None = None
    expected: str | None = None
    message: str | None = None
    line: int | None = None
    program_sha256: str = ""
    suspect: str | None = None
    """What a look at the completion's text found that few honest ones have; it decides nothing."""
    cases_passed: int | None = None
    """How many cases are known to have held; None unless partial credit was asked for."""
    cases: int | None = None
    """How many there are; None where `cases_passed` is."""

    @property
    def key(self) -> Key:
        return (self.benchmark, self.language, self.name, self.output_id)


def sha256_text(text: str) -> str:
    """The hexadecimal SHA-256 of a text in UTF-8 (lone surrogates kept)."""
    import hashlib  # 4 MB that the sandbox's workers, which import this file, do without

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cut(text: str, stop: tuple[str, ...]) -> str:
    """The text before the first of the stop sequences."""
    ends = [at for at in (text.find(s) for s in stop) if at >= 0]
    return text[: min(ends)] if ends else text
