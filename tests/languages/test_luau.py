"""Luau's own: declared types, one kind of number, the runner."""

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
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature

luau = languages.get("luau")

FOREIGN = """\
local function _check_ret_type(ret : number) : number
    return ret
end

function _deepeq(a: any, b: any): boolean
  for k, v in pairs({}) do
  end
  return a == b
end

function test_humaneval()
local candidate = total
    assert(_deepeq(candidate({1, 2, 3}), _check_ret_type(6)))
    assert(_deepeq(candidate({}), _check_ret_type(0)))
end

test_humaneval()"""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("list[list[int]]", "{{number}}"),
        ("optional[optional[int]]", "number?"),
        ("optional[union[int, str]]", "(number | string)?"),
        ("union[int, float]", "number"),
        ("tuple[int, str, float]", "{number | string}"),
        ("dict[str, list[bool]]", "{[string]: {boolean}}"),
        ("set[str]", "{[string]: boolean}"),
    ],
)
def test_types(kind: str, text: str) -> None:
    assert luau.type(parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-0.0, "-0"),
        (-(2**63), "-9223372036854775808"),
        (2**53, "9007199254740992"),
        (math.inf, "math.huge"),
        ((None, 1), "{nil, 1}"),
        ({2, 1}, "{[1] = true, [2] = true}"),
        ('"\\\n\x001é😀\u202e', '"\\"\\\\\\n\\0001é😀\\u{202e}"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert luau.value(value, parse_type("any")) == text


@pytest.mark.parametrize("value", [2**53 + 1, 2**63, [None], {(1, 2): 3}])
def test_what_is_refused(value: Any) -> None:
    with pytest.raises(Unsupported):
        luau.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("xs: list[int]; end: int", "optional[str]", "goto")
    assert luau.prompt("Say it.", s) == (
        "-- Say it.\nlocal function goto(xs: {number}, end_: number): string?\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("return 5", 5.0, None),
        ("return '5'", 5, '0 "5"'),
        ("return {nil, 1}", (None, 1), None),
        ("return 1 == 1", True, None),
        ("return 1", True, "0 1"),
        ("return setmetatable({}, {__eq = function() return true end})", [1], "0 {}"),
        ("return {b = 1, a = {2}, 'x\\n'}", [1], '0 {"x\\n", ["a"] = {2}, ["b"] = 1}'),
        ("return print", [1], "0 function"),
        ("local t = table.create(3000000, 1) return #t", 3_000_000, None),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(luau, program(luau, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return (", Outcome.SYNTAX),
        ("return x.y.z", None),
        ("error('main.luau:1: near')", None),
        (
            "local t = {} while true do table.insert(t, table.create(9999999, 1)) end",
            Outcome.MEMORY,
        ),
        ("assert(false)", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(luau, program(luau, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1, execution
    assert luau.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize("name", ["next", "type", "string", "table", "math", "pcall"])
def test_a_function_may_be_called_like_a_builtin(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1]),))
    execution = run(luau, program(luau, problem, "  return {x}\n"), tmp_path, 1).execution
    assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = luau.adapt(FOREIGN)
    prompt = luau.prompt(PROBE.doc, PROBE.signature)
    body = (languages.probes("luau") / f"{probe}.luau").read_text()
    execution = run(luau, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution
    assert (execution.failed is None) is passes
