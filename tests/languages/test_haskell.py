"""Haskell's own: names that hide the Prelude's, escapes that end, answers without an end."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome, cut
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature

haskell = languages.get("haskell")

FOREIGN = """
main :: IO ()
main = do
  let candidate = total
  if candidate [1,2,3] == 6 then pure () else error "assertion failed"
  if candidate [] == 0 then pure () else error "assertion failed"
  pure ()"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([-1, 2], "list[int]", "[-1, 2]"),
        ([None, -5], "list[optional[int]]", "[Nothing, Just (-5)]"),
        ((1, "a"), "tuple[int, str]", '(1, "a")'),
        ({"a": [1]}, "dict[str, list[int]]", '[("a", [1])]'),
        (5, "float", "5.0"),
        (math.nan, "float", "(0/0)"),
        (-(2**63), "int", "-9223372036854775808"),
        ('a"\\\n\0é\ud800', "str", '"a\\"\\\\\\n\\0\\&é\\55296\\&"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert haskell.value(value, parse_type(kind)) == text


@pytest.mark.parametrize("kind", ["any", "union[int, str]", "tuple[int]", "list"])
def test_types_that_are_refused(kind: str) -> None:
    with pytest.raises(Unsupported):
        haskell.type(parse_type(kind))


def test_prompt() -> None:
    s = signature("N: int; where: dict[str, tuple[int, int]]", "optional[list[int]]", "Find_Max")
    assert haskell.prompt("Say it.\n\nTwice.", s) == (
        "-- | Say it.\n--\n-- Twice.\n"
        "find_Max :: Int -> [(String, (Int, Int))] -> Maybe [Int]\nfind_Max n where_ =\n"
    )
    assert haskell.head(signature("", "int")) == "f :: Int\nf =\n"
    assert haskell.prompt("D", signature("x: int", "int", "gcd")) == (
        "import Prelude hiding (gcd)\nimport qualified Prelude\n\n"
        "-- | D\ngcd :: Int -> Int\ngcd x =\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("kind", "body", "expected", "tolerance", "failed"),
    [
        ("float", "0.1 + 0.2", 0.3, None, "0 0.30000000000000004"),
        ("float", "0.1 + 0.2", 0.3, 1e-6, None),
        ("dict[str, float]", '[("b", 2), ("a", 1)]', {"a": 1.1, "b": 2.0}, 0.2, None),
        (
            "dict[str, int]",
            '[("a", 1), ("a", 1)]',
            {"a": 1, "b": 1},
            None,
            '0 [("a", 1), ("a", 1)]',
        ),
        ("set[int]", "[2, 1]", {1, 2}, None, None),
        ("set[int]", "[1, 1]", {1, 2}, None, "0 [1, 1]"),
        ("set[int]", "[1 ..]", {1, 2}, None, "0 [" + ", ".join(map(str, range(1, 64)))[:199]),
        ("dict[float, int]", "[(1, 2), (0, 1)]", {-0.0: 1, 1.0: 2}, None, None),
        ("list[int]", "[1 ..]", [1, 2], None, "0 [" + ", ".join(map(str, range(1, 64)))[:199]),
        ("list[optional[float]]", "[Nothing, Just (0/0)]", [None, math.nan], None, None),
        ("tuple[int, str]", '(1, "\\n")', (1, ""), None, '0 (1, "\\n")'),
        ("none", "()", None, None, None),
        ("int", "mainPart x\n\nmainPart :: Int -> Int\nmainPart = (* 2)", 2, None, None),
    ],
)
def test_equality_along_the_type(
    kind: str,
    body: str,
    expected: Any,
    tolerance: float | None,
    failed: str | None,
    tmp_path: Path,
) -> None:
    problem = Problem("p", "", signature("x: int", kind), (Case((1,), expected, tolerance),))
    execution = run(
        haskell, program(haskell, problem, cut(f"  {body}\n", haskell.stops)), tmp_path, 1
    ).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("x +", Outcome.SYNTAX),
        ('"a', Outcome.SYNTAX),
        ('"a"', Outcome.TYPE),
        ("x + True", Outcome.TYPE),
        ("missing", None),
        ("head []", None),
        ('error "parse error"', None),
        ('error "assertion failed"', Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(haskell, program(haskell, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert haskell.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
def test_a_function_may_be_called_like_one_of_the_prelude(tmp_path: Path) -> None:
    for name in ("show", "sum", "length", "sequence", "lines", "writeFile", "asTypeOf"):
        problem = Problem("p", "", signature("x: int", "int", name), (Case((1,), 1),))
        stub = haskell.stub(problem.signature, problem.cases)
        execution = run(haskell, program(haskell, problem, stub), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(("body", "passes"), [("sum xs", True), ("1", False)])
def test_foreign_tests_speak_the_channel(body: str, passes: bool, tmp_path: Path) -> None:
    tests, count = haskell.adapt(FOREIGN)
    prompt = haskell.prompt(PROBE.doc, PROBE.signature)
    execution = run(haskell, f"{prompt}  {body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution.stderr
    assert passes or haskell.reading(execution) is Outcome.ASSERTION
