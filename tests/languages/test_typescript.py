"""TypeScript's own: declared types, the compiler's errors, names of the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature
from tests.languages.test_javascript import FOREIGN

typescript = languages.get("typescript")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("list[list[int]]", "number[][]"),
        ("list[optional[int]]", "(number | undefined)[]"),
        ("optional[list[str]]", "string[] | undefined"),
        ("union[int, float, str]", "number | string"),
        ("tuple[int, ...]", "number[]"),
        ("tuple[int, set[str]]", "[number, Set<string>]"),
        ("dict[str, list[int]]", "{ [key: string]: number[] }"),
        ("dict[int, any]", "{ [key: number]: any }"),
        ("dict", "{ [key: string]: any }"),
        ("dict[tuple[int, int], bool]", "Map<[number, number], boolean>"),
    ],
)
def test_types(kind: str, text: str) -> None:
    assert typescript.type(parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (5, "float", "5"),
        (None, "optional[int]", "undefined"),
        ({}, "dict[bool, int]", "new Map<boolean, number>([])"),
        ({(1, 2): True}, "any", "new Map<[number, number], boolean>([[[1, 2], true]])"),
        ({1: "a", -1: "b"}, "dict[int, str]", '{1: "a", [-1]: "b"}'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert typescript.value(value, parse_type(kind)) == text


def test_what_is_refused() -> None:
    with pytest.raises(Unsupported):
        typescript.value({(1, 2): 3}, parse_type("dict"))


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("name", "kind", "body", "failed"),
    [
        ("print", "any", "console.log(x); return 1;", None),
        ("name", "optional[int]", "return null;", "0 null"),
        ("close", "any", "return new Map([[true, 1]]);", "0 Map(1) { true => 1 }"),
    ],
)
def test_names_and_answers(
    name: str, kind: str, body: str, failed: str | None, tmp_path: Path
) -> None:
    problem = Problem("p", "", signature("x: int", kind, name), (Case((1,), 1),))
    execution = run(typescript, program(typescript, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return [x;", "build", Outcome.SYNTAX),
        ("return 'a';", "build", Outcome.TYPE),
        ("return x.y;", "build", Outcome.TYPE),
        ("return missing;", "build", None),
        ("return null.x", "build", None),
        ("const d = {}; return d['a'].b;", "run", None),
        ("require('assert')(false); return 0;", "run", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(typescript, program(typescript, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage, execution
    assert typescript.reading(execution) is outcome, execution
    assert typescript.line(execution) == (3 if stage == "build" else None)


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = typescript.adapt("declare var require: any;\n" + FOREIGN)
    prompt = typescript.prompt(PROBE.doc, PROBE.signature)
    body = (languages.probes("typescript") / f"{probe}.ts").read_text()
    execution = run(typescript, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution
    assert (execution.failed is None) is passes
