"""Lua's own: tables for everything, holes, integers that are not floats."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from tests.languages.run import program, run
from tests.languages.test_base import signature

lua = languages.get("lua")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "{}"),
        ((), "tuple[str, ...]", "{}"),
        ((None, 1), "tuple[optional[int], optional[int]]", "{nil, 1}"),
        ({"a": [1]}, "dict[str, list[int]]", '{["a"] = {1}}'),
        ({"a": None, "b": 1}, "dict[str, optional[int]]", '{["b"] = 1}'),
        ({2, 1}, "set[int]", "{[1] = true, [2] = true}"),
        (5, "float", "5"),
        (5.0, "any", "5.0"),
        (1e300, "float", "1e+300"),
        (-(2**63), "int", "math.mininteger"),
        (math.nan, "float", "(0/0)"),
        (-math.inf, "float", "-math.huge"),
        (-0.0, "float", "-0.0"),
        ('a"\\\n$%{}', "str", '"a\\"\\\\\\n$%{}"'),
        ("\x001é😀\u202e", "str", '"\\0001é😀\\u{202e}"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert lua.value(value, parse_type(kind)) == text


@pytest.mark.parametrize("value", [[1, None], {None}, {(1, 2): 3}, {math.nan: 1}, 2**63, "\ud800"])
def test_what_a_table_cannot_hold(value: Any) -> None:
    with pytest.raises(Unsupported):
        lua.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("xs: list[int]; end: int", "int", "repeat")
    assert lua.prompt("Say it.\n\n[[odd]]", s) == (
        "-- Say it.\n--\n-- [[odd]]\nlocal function repeat_(xs, end_)\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("return 5.0", 5, None),
        ("return '5'", 5, '0 "5"'),
        ("return {1, 2, nil}", [1, 2], None),
        ("return {nil, 1}", (None, 1), None),
        ("return nil", (None, 1), "0 nil"),
        ("return {1}", (None, 1), "0 {1}"),
        ("return setmetatable({}, {__eq = function() return true end})", [1], "0 {}"),
        ("return {b = 1, a = {2}, 'x\\n'}", [1], '0 {"x\\n", ["a"] = {2}, ["b"] = 1}'),
        ("return 1 == 1", True, None),
        ("return print", [1], "0 function"),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(lua, program(lua, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return (", Outcome.SYNTAX),
        ("goto nowhere", Outcome.SYNTAX),
        ("return x.y.z", None),
        ("error('main.lua:1: near')", None),
        ("return load('x x')()", None),
        ("io.stderr:write('lua: not enough memory\\n') os.exit(1)", Outcome.MEMORY),
        ("assert(false)", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(lua, program(lua, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert lua.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_a_function_may_be_called_like_a_builtin(tmp_path: Path) -> None:
    for name in ("next", "type", "string", "table", "math", "assert"):
        problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1]),))
        execution = run(lua, program(lua, problem, "  return {x}\n"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)
