"""What may be asked of the service: a batch of items, each a completion and what judges it.

The fields are those of completions files, so a row of such a file is an item as it stands.

How it is judged (limits, strict mode, partial credit) is said by the item, and by the batch for
items that don't say: a trainer asks the same of all, but one batch may hold languages with and
without a strict mode, and a mode decides which program is made of an item.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, Tag, ValidationError

from newtongue.serve.judge.answers import Refusal

Name = Annotated[str, Field(max_length=200)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100)]
TypeText = Annotated[
    str, Field(max_length=200, description="int, float, bool, str, none, any, list[...], ...")
]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class LimitsForm(_Form):
    """Limits of each program; whatever is left out is the service's own."""

    cpu_seconds: float | None = Field(None, gt=0, description="wall time is 3 x this + 2 s")
    memory_mb: int | None = Field(None, ge=16)
    output_kb: int | None = Field(
        None, ge=1, description="standard output and error together; in strict mode answers, too"
    )


class _Item(_Form):
    """What every item has; the sampling fields of completions files are read over."""

    language: str = Field(max_length=100, description="a name or alias of GET /v1/languages")
    output_text: str = Field(description="what the model wrote after the prompt")
    output_id: int = Field(0, ge=0, description="yours; the row repeats it")
    stop_tokens: list[Annotated[str, Field(min_length=1, max_length=1000)]] | None = Field(
        None, max_length=64, description="the completion ends at the first of them"
    )
    limits: LimitsForm | None = None
    strict: bool | None = Field(
        None,
        examples=[True],
        description="the program says its answers and is not told what is expected; the judge "
        "compares. Refused for a language without strict mode, and with tests of the item's own. "
        "null: as the batch says",
    )
    partial_credit: bool | None = Field(
        None,
        examples=[True],
        description="count the cases that hold (`cases_passed` of `cases` in the row): the program "
        "goes on after one that does not. Without `strict` it may fake them. "
        "null: as the batch says",
    )
    model: JsonValue = None
    revision: JsonValue = None
    temperature: JsonValue = None
    top_p: JsonValue = None
    max_new_tokens: JsonValue = None
    seed: JsonValue = None
    finish_reason: JsonValue = None


class ByBenchmark(_Item):
    """A completion of a benchmark's problem, judged by the problem's own tests."""

    benchmark: str = Field(max_length=100, description="for example humaneval")
    name: Name = Field(description="the problem's")
    prompt: str | None = Field(None, description="what the model saw, where it was not ours")


class ByTests(_Item):
    """A completion with its own prompt and tests, as MultiPL-E writes them."""

    prompt: str
    tests: str
    name: Name = ""
    benchmark: Annotated[str, Field(max_length=100)] = ""


class CaseForm(_Form):
    """One call and its answer.

    What JSON lacks is written as {"tuple": [...]}, {"set": [...]}, {"dict": [[key, value], ...]}
    and {"float": "nan"}.
    """

    args: list[JsonValue]
    expected: JsonValue
    tolerance: float | None = Field(None, ge=0, description="absolute, of floats in the answer")


class ProblemForm(_Form):
    """A problem in Python's terms, for no language yet: a line of a benchmark file of our form."""

    name: Name
    doc: str = Field(max_length=20_000, description="doctests (>>> f(1)) included")
    function: Word
    params: list[tuple[Word, TypeText]] = Field(max_length=50)
    returns: TypeText
    cases: list[CaseForm] = Field(min_length=1)
    benchmark: Annotated[str, Field(max_length=100)] = ""
    reference: str | None = None
    source: str = ""
    licence: str = ""


class ByProblem(_Item):
    """A completion of a problem that the item brings, judged by its cases."""

    problem: ProblemForm
    prompt: str | None = Field(None, description="what the model saw, where it was not ours")


def _kind(item: Any) -> Literal["problem", "tests", "benchmark"]:
    given = item if isinstance(item, dict) else {}
    return "problem" if "problem" in given else "tests" if "tests" in given else "benchmark"


Item = Annotated[
    Annotated[ByBenchmark, Tag("benchmark")]
    | Annotated[ByTests, Tag("tests")]
    | Annotated[ByProblem, Tag("problem")],
    Discriminator(_kind),
]


class Batch(_Form):
    """Completions to judge."""

    items: list[Item] = Field(min_length=1)
    limits: LimitsForm | None = Field(None, description="of items that name none of their own")
    strict: bool = Field(False, examples=[True], description="of items that don't say")
    partial_credit: bool = Field(False, examples=[True], description="of items that don't say")


def read_batch(body: bytes) -> Batch:
    """The batch of a request's body. Raises Refusal naming item and field."""
    try:
        return Batch.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return Refusal(400, f"not JSON: {first['msg'].removeprefix('Invalid JSON: ')}")
    where = list(first["loc"])
    item = None
    if len(where) > 1 and where[0] == "items" and isinstance(where[1], int):
        item = where[1]
        where = where[3:]  # the word behind the number says which form the item was taken for
    words = {"missing": "is missing", "extra_forbidden": "is no field of this form"}
    message = words.get(first["type"], first["msg"])
    return Refusal(422, message, item=item, field=".".join(map(str, where)) or None)
