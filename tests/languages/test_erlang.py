"""Erlang's own: names, specs, what BIFs are called, both versions of sets, keys by number."""

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

erlang = languages.get("erlang")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ((1, 2), "tuple[int, ...]", "{1, 2}"),
        ((), "tuple", "{}"),
        ({2, 1}, "set[int]", "sets:from_list([1, 2], [{version, 2}])"),
        ({"a": [1]}, "dict[str, list[int]]", '#{"a" => [1]}'),
        (None, "optional[int]", "undefined"),
        (5, "float", "5"),
        (1e300, "float", "1.0e+300"),
        (-math.inf, "float", "neg_infinity"),
        (2**70, "int", "1180591620717411303424"),
        ('~p"\\\0😀', "str", '"~p\\"\\\\\\x{0}😀"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert erlang.value(value, parse_type(kind)) == text


def test_prompt() -> None:
    s = signature(
        "test_list: list[float]; N: optional[union[int, dict[str, set[int]]]]",
        "tuple[str, tuple[int, ...]]",
        "Find_Max",
    )
    assert erlang.prompt("Say it.", s) == (
        "#!/usr/bin/env escript\n-mode(compile).\n\n%% Say it.\n"
        "-spec find_max(TestList :: [number()], N :: integer() | #{string() => "
        "sets:set(integer())} | undefined) -> {string(), tuple()}.\n"
        "find_max(TestList, N) ->\n"
    )


def test_names_that_meet() -> None:
    with pytest.raises(Unsupported):
        erlang.head(signature("a_b: int; aB: int", "int"))


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("5.0", 5, None),
        ("1", True, "0 1"),
        ("undefined", False, "0 undefined"),
        ("[1.0, {2, -0.0}]", [1, (2, 0)], None),
        ("#{1.0 => 2}", {1: 2.0}, None),
        ("#{1 => 2, 1.0 => 2}", {1: 2}, "0 #{1 => 2,1.0 => 2}"),
        ("sets:from_list([2.0, 1])", {1, 2}, None),
        ("sets:from_list([2, 3], [{version, 2}])", {1, 2}, "0 #{2 => [],3 => []}"),
        ('<<"a">>', "a", '0 <<"a">>'),
        ("X * 9.5", 9.0, None),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    near = 0.5 if body.startswith("X") else None
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), expected, near),))
    text = program(erlang, problem, f"    _ = X,\n    {body}.\n")
    execution = run(erlang, text, tmp_path, 1).execution
    assert execution.failed == failed
    assert execution.answered is (failed is None), execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(X.", Outcome.SYNTAX),
        ('"X.', Outcome.SYNTAX),
        ("missing(X).", None),
        ("X + a.", None),
        ("error({assertEqual, []}).", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(erlang, program(erlang, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 127
    assert erlang.reading(execution) is outcome, execution.stderr
    assert erlang.line(execution) is not None or body.startswith("error(")


@pytest.mark.toolchain
def test_a_function_may_be_called_like_a_builtin(tmp_path: Path) -> None:
    for name in ("length", "put", "tuple_to_list", "halt", "end", "main", "get", "is_float"):
        problem = Problem("p", "D", signature("x: int", "list[int]", name), (Case((1,), [1]),))
        execution = run(erlang, program(erlang, problem, "    [X].\n"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stdout)
