"""Items become programs; each thing that can be wrong is named in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newtongue import languages
from newtongue.serve.judge.answers import Refusal
from newtongue.serve.judge.forms import read_batch
from newtongue.serve.judge.items import Asked, prepare
from newtongue.serve.judge.problems import DEEPEST_TYPE, Library
from newtongue.serve.judge.settings import Settings
from newtongue.translate import render
from tests.serve.judge.scripted import TESTS, item, problem

pytestmark = pytest.mark.usefixtures("script")
USUAL = Settings()
OWN = {"language": "lua", "output_text": "return x + x end"}


def asked(*items: dict[str, Any], settings: Settings = USUAL, **batch: Any) -> list[Asked]:
    body = json.dumps({"items": items, **batch}).encode()
    return prepare(body, Library(settings), settings)


def refused(body: Any, settings: Settings = USUAL) -> Refusal:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(Refusal) as found:
        prepare(text, Library(settings), settings)
    answer = json.loads(bytes(found.value.response().body))["error"]
    assert "\n" not in answer["message"]
    assert "Traceback" not in answer["message"]
    return found.value


def test_a_benchmarks_problem_is_judged_by_its_own_tests() -> None:
    (one,) = asked(item(output_id=3))
    assert one.key == ("starter", "lua", "starter_1_is_freezing", 3)
    assert one.program
    assert one.program.assertions == len(one.program.cases) > 0
    assert "return 1 end\n" in one.program.text


def test_an_alias_names_the_language() -> None:
    (one,) = asked(item(language="py"))
    assert one.key[1] == "python"


def test_tests_of_its_own_are_adapted() -> None:
    (one,) = asked({**OWN, "prompt": "function f(x)\n", "tests": TESTS, "name": "mine"})
    assert one.key == ("", "lua", "mine", 0)
    assert one.program
    assert one.program.text.startswith("function f(x)\nreturn x + x end\n")
    assert one.program.assertions == 1


def test_a_problem_may_come_inline() -> None:
    (one,) = asked({**OWN, "problem": problem()})
    assert one.key == ("", "lua", "twice", 0)
    assert one.program
    assert "twice" in one.program.text.split("return x")[0]
    assert len(one.program.cases) == 1
    (shown,) = asked({**OWN, "problem": problem(), "prompt": "function twice(x) "})
    assert shown.program
    assert shown.program.text.startswith("function twice(x) return x + x end\n")


def test_what_json_lacks_is_written_as_in_benchmark_files() -> None:
    cases = [{"args": [{"tuple": [1, 2]}], "expected": {"dict": [[1, {"float": "inf"}]]}}]
    one = problem(params=[["x", "tuple[int, int]"]], returns="dict[int, float]", cases=cases)
    (found,) = asked({"language": "python", "output_text": " pass", "problem": one})
    assert found.program
    assert found.program.cases[0].args == ((1, 2),)
    assert found.program.cases[0].expected == {1: float("inf")}


def test_a_completion_ends_at_its_stop_sequences() -> None:
    (one,) = asked({**OWN, "prompt": "", "tests": TESTS, "stop_tokens": [" x end"]})
    assert one.program
    assert one.program.text.startswith("return x +\n")


def test_a_row_of_a_completions_file_is_an_item() -> None:
    row = item(model="m", temperature=0.2, top_p=0.95, seed=1, finish_reason="stop")
    assert asked(row)[0].program == asked(item())[0].program


def test_what_a_language_cannot_say_is_told_with_its_item() -> None:
    big = problem(cases=[{"args": [2**70], "expected": 1}])
    one, two = asked({**OWN, "problem": big}, item())
    assert one.program is None
    assert one.unsupported == "an int beyond 64 bits"
    assert two.program


def test_limits_of_the_item_come_before_those_of_the_batch() -> None:
    batch = {"limits": {"cpu_seconds": 4, "memory_mb": 128}}
    own, theirs = asked(item(limits={"cpu_seconds": 2.5}), item(), **batch)
    assert own.identity[2].cpu == 2.5
    assert own.identity[2].wall == 9.5
    assert own.identity[2].memory == Settings().limits.memory
    assert theirs.identity[2].cpu == 4
    assert theirs.identity[2].memory == 128 << 20
    assert own.identity[0] == theirs.identity[0]
    assert own.identity != theirs.identity


@pytest.mark.parametrize(
    ("body", "status", "item", "field", "words"),
    [
        (b"{", 400, None, None, "not JSON"),
        (b'"\xff"', 400, None, None, "not JSON"),
        (b'{"items": [{"output_text": "\\ud800"}]}', 400, None, None, "not JSON"),
        (b"[" * 100_000, 400, None, None, "not JSON"),
        ([], 422, None, None, "object"),
        ({}, 422, None, "items", "is missing"),
        ({"items": []}, 422, None, "items", "at least 1"),
        ({"items": [item()], "item": 1}, 422, None, "item", "no field"),
        ({"items": [item(), 5]}, 422, 1, None, "object"),
        ({"items": [item(language="lau")]}, 422, 0, "language", "unknown language"),
        ({"items": [item(language=5)]}, 422, 0, "language", "string"),
        ({"items": [item(), item(benchmark="startr")]}, 422, 1, "benchmark", "unknown benchmark"),
        ({"items": [item(benchmark="/etc/passwd")]}, 422, 0, "benchmark", "unknown benchmark"),
        ({"items": [item(benchmark="x.jsonl")]}, 422, 0, "benchmark", "unknown benchmark"),
        ({"items": [item(name="nobody")]}, 422, 0, "name", "no problem 'nobody'"),
        ({"items": [item(output_id=-1)]}, 422, 0, "output_id", "greater"),
        ({"items": [item(stop_tokens=[""])]}, 422, 0, "stop_tokens.0", "at least 1"),
        ({"items": [item(stop_token=["x"])]}, 422, 0, "stop_token", "no field"),
        ({"items": [OWN]}, 422, 0, "benchmark", "is missing"),
        ({"items": [{**OWN, "tests": ""}]}, 422, 0, "prompt", "is missing"),
        ({"items": [{**OWN, "tests": "newtongue", "prompt": ""}]}, 422, 0, "benchmark", "needed"),
        ({"items": [{**OWN, "problem": {}}]}, 422, 0, "problem.name", "is missing"),
        ({"items": [item(limits={"cpu_seconds": 31})]}, 422, 0, "limits.cpu_seconds", "at most 30"),
        ({"items": [item(limits={"cpu_seconds": 0})]}, 422, 0, "limits.cpu_seconds", "greater"),
        ({"items": [item()], "limits": {"memory_mb": 9999}}, 422, None, "limits.memory_mb", "4096"),
        ({"items": [item()], "limits": {"wall": 1}}, 422, None, "limits.wall", "no field"),
    ],
)
def test_what_is_wrong_is_named(
    body: Any, status: int, item: int | None, field: str | None, words: str
) -> None:
    found = refused(body)
    assert (found.status, found.item, found.field) == (status, item, field), str(found)
    assert words in found.message


DEEP = "list[" * DEEPEST_TYPE + "int" + "]" * DEEPEST_TYPE
NESTED: Any = 1
for _ in range(40):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"returns": "number"}, "not a type"),
        ({"returns": "..."}, "no type"),
        ({"returns": "tuple[..., int]"}, "no type"),
        ({"returns": DEEP}, "no type"),
        ({"returns": "list[int"}, "not a type"),
        ({"returns": "-" * 200}, "not a type"),
        ({"function": "f()"}, "pattern"),
        ({"function": "f\n"}, "pattern"),
        ({"params": [["x y", "int"]]}, "pattern"),
        ({"params": [["x"]]}, "is missing"),
        ({"cases": []}, "at least 1"),
        ({"cases": [{"args": [2]}]}, "is missing"),
        ({"cases": [{"args": [{"x": 1}], "expected": 1}]}, "not an encoded value"),
        ({"cases": [{"args": [{"set": [[1]]}], "expected": 1}]}, "unhashable"),
        ({"cases": [{"args": [{"dict": [1]}], "expected": 1}]}, "not a problem"),
        ({"cases": [{"args": [{"float": "x"}], "expected": 1}]}, "could not convert"),
        ({"cases": [{"args": [2], "expected": NESTED}]}, "nested"),
        ({"cases": [{"args": [2], "expected": 4, "tolerance": -1}]}, "greater"),
        ({"doc": "x" * 20_001}, "at most"),
    ],
)
def test_what_is_wrong_with_a_problem_is_named(changes: dict[str, Any], words: str) -> None:
    found = refused({"items": [item(), {**OWN, "problem": problem(**changes)}]})
    assert found.status == 422
    assert found.item == 1
    assert str(found.field).startswith("problem")
    assert words in found.message


def test_types_that_may_be_are_accepted() -> None:
    for returns in ("tuple[int, ...]", "optional[list[int]]", "union[int, str]", DEEP[5:-1]):
        assert asked({**OWN, "problem": problem(returns=returns)})


def test_a_mistake_of_ours_in_a_benchmarks_problem_is_not_the_callers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> str:
        raise KeyError("ours")

    monkeypatch.setattr(render, "tests", broken)
    with pytest.raises(KeyError):
        asked(item())
    assert "no 'ours'" in refused({"items": [{**OWN, "problem": problem()}]}).message


def test_no_more_items_and_bytes_than_the_bounds() -> None:
    few = Settings(max_items=2)
    assert len(asked(item(), item(), settings=few)) == 2
    assert "3 in one batch" in refused({"items": [item()] * 3}, few).message
    size = len(asked(item())[0].program.text)  # type: ignore[union-attr]
    small = Settings(max_queued_bytes=2 * size)
    assert len(asked(item(), item(), settings=small)) == 2
    found = refused({"items": [item()] * 3}, small)
    assert (found.status, found.item) == (413, 2)


def test_a_missing_toolchain_says_how_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    from newtongue import toolchains

    missing = toolchains.Missing("lua", "no lua5.4 here", "newtongue languages install lua")
    monkeypatch.setattr(toolchains, "look", lambda _: missing)
    found = refused({"items": [item()]})
    assert (found.field, found.message, found.hint) == ("language", missing.reason, missing.hint)


def test_the_form_of_an_item_follows_from_its_fields() -> None:
    rows = [item(), {**OWN, "prompt": "", "tests": ""}, {**OWN, "problem": problem()}]
    kinds = [type(one).__name__ for one in read_batch(json.dumps({"items": rows}).encode()).items]
    assert kinds == ["ByBenchmark", "ByTests", "ByProblem"]


def test_every_language_takes_or_refuses_an_inline_problem() -> None:
    for key in languages.names():
        (one,) = asked({"language": key, "output_text": "", "problem": problem()})
        assert one.program or one.unsupported, key
