"""What the service answers: verdict rows, judgements, languages, its health, and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.responses import Response

from newtongue.core.completion import Key, Outcome, Verdict
from newtongue.core.errors import NewtongueError
from newtongue.core.store import dumps
from newtongue.judge import Judged, Program

HEAD = 2000
"""Characters of each output stream that a row shows."""
State = Literal["running", "done", "cancelled"]


class Row(BaseModel):
    """The verdict on one item, with its evidence and what its program cost."""

    item: int = Field(description="its place in the batch, from 0")
    benchmark: str
    language: str
    name: str
    output_id: int
    outcome: Outcome | None = Field(
        description="null when the language can't say the tests (see `unsupported`); "
        "`infrastructure` when the service failed, not the program: that is no verdict"
    )
    unsupported: str | None = Field(description="why there is no program to judge")
    stage: str | None = Field(description="the last stage that ran: build or run")
    assertion: int | None = Field(description="the index of the first check that failed")
    got: str | None
    expected: str | None
    message: str | None
    line: int | None = Field(
        description="the line of the completion that the error names, if it names one of it"
    )
    program_sha256: str
    suspect: str | None = Field(
        description="what few honest texts say was found in its text; no outcome hangs on it"
    )
    cases_passed: int | None = Field(
        examples=[2],
        description="how many cases are known to have held; null without `partial_credit`, with "
        "tests of the item's own, and where `outcome` is null or `infrastructure`",
    )
    cases: int | None = Field(
        examples=[3], description="how many there are; null where `cases_passed` is"
    )
    cpu_seconds: float
    wall_seconds: float
    peak_memory_bytes: int
    stdout: str = Field(description=f"its first {HEAD} characters")
    stderr: str = Field(description=f"its first {HEAD} characters")
    toolchain: str = Field(description="the fingerprint of what it ran on")
    reused: bool = Field(description="an equal program had run, or ran already")


class Head(BaseModel):
    """How far a judgement is. The stream of verdicts ends with one of these."""

    id: str
    state: State
    items: int
    finished: int
    outcomes: dict[str, int] = Field(description="verdicts so far, by outcome")
    unsupported: int
    created: str


class Judgement(Head):
    """A judgement with its verdicts so far, in the order in which they came."""

    verdicts: list[Row]


class LanguageRow(BaseModel):
    """A language, and whether its toolchain is here."""

    language: str
    title: str
    aliases: list[str]
    installed: bool
    version: str | None
    toolchain: str | None = Field(description="the fingerprint that verdicts carry")
    reason: str | None = Field(description="what is missing")
    install: str | None = Field(description="the operator's command that brings it")


class LanguageRows(BaseModel):
    """Every language that this newtongue knows."""

    languages: list[LanguageRow]


class Health(BaseModel):
    """Whether programs can be judged, and how much waits."""

    status: Literal["ok", "refused"]
    tier: str = Field(description="how programs are isolated: full, userns or bubblewrap")
    detail: str
    newtongue: str
    workers: int
    waiting: int = Field(description="items without a verdict yet")


class Problem(BaseModel):
    """What is wrong, in one line."""

    message: str
    item: int | None = None
    field: str | None = None
    hint: str | None = None


class Error(BaseModel):
    """The body of every answer that is not a success."""

    error: Problem


class Refusal(NewtongueError):
    """A request that is answered with an error: a status, and one line that says why."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        item: int | None = None,
        field: str | None = None,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(" ".join(message.split())[:500], field=field, hint=hint)
        self.status = status
        self.item = item
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The answer."""
        place = [None if self.item is None else f"items.{self.item}", self.field]
        where = ".".join(part for part in place if part)
        line = f"{where}: {self.message}" if where else self.message
        said = {"message": line, "item": self.item, "field": self.field, "hint": self.hint}
        return answer({"error": said}, self.status, self.headers)


def busy(seconds: float, why: str) -> Refusal:
    """Too much at this moment: when to come again."""
    return Refusal(429, why, headers={"Retry-After": str(max(1, round(seconds + 0.5)))})


def answer(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that can hold whatever a program printed (half a surrogate pair is escaped)."""
    return Response(dumps(data).encode(), status, headers, "application/json")


def row(item: int, key: Key, judged: Judged, program: Program, *, reused: bool) -> dict[str, Any]:
    """One verdict row. `program` is the completion's own: equal ones may be cut differently."""
    verdict = asdict(judged.verdict)
    verdict |= {"outcome": judged.verdict.outcome.value, "suspect": program.suspect}
    verdict |= {"line": program.line(judged.program_line)}
    return _named(item, key, verdict) | {
        "cpu_seconds": round(judged.cpu, 4),
        "wall_seconds": round(judged.wall, 4),
        "peak_memory_bytes": judged.peak_memory,
        "stdout": judged.stdout,
        "stderr": judged.stderr,
        "toolchain": judged.toolchain,
        "reused": reused,
    }


def unsupported_row(item: int, key: Key, reason: str) -> dict[str, Any]:
    """The row of an item that no program could be made of."""
    nothing = asdict(Verdict("", "", "", 0, Outcome.PASSED, "")) | {"outcome": None, "stage": None}
    return _named(item, key, nothing) | {
        "unsupported": reason,
        "cpu_seconds": 0.0,
        "wall_seconds": 0.0,
        "peak_memory_bytes": 0,
        "stdout": "",
        "stderr": "",
        "toolchain": "",
        "reused": False,
    }


def _named(item: int, key: Key, verdict: dict[str, Any]) -> dict[str, Any]:
    names = dict(zip(("benchmark", "language", "name", "output_id"), key, strict=True))
    return {"item": item, **verdict, **names, "unsupported": None}
