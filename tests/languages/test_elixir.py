"""Elixir's own: atoms for what its floats lack, interpolation, keys by number, adapted tests."""

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
from tests.languages.run import program, run
from tests.languages.test_base import signature

elixir = languages.get("elixir")

FOREIGN = """\
ExUnit.start()
defmodule HumanEvalTest do
  use ExUnit.Case, async: true
  test 'total' do
    assert 6 == HumanEval.candidate([1, 2, 3])
    assert 0 == HumanEval.candidate([])
  end
end
"""
PROMPT = """\
# Return the sum of the numbers.

defmodule HumanEval do
  def candidate(xs), do: total(xs)
  def total(xs) do
    """


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ((1, 2), "tuple[int, ...]", "{1, 2}"),
        ((), "tuple[int, ...]", "{}"),
        ({2, 1}, "set[int]", "MapSet.new([1, 2])"),
        ({"a": [1]}, "dict[str, list[int]]", '%{"a" => [1]}'),
        (None, "optional[int]", "nil"),
        (5, "float", "5"),
        (1e300, "float", "1.0e+300"),
        (-2.5e-7, "float", "-2.5e-07"),
        (math.nan, "float", ":nan"),
        (2**70, "int", "1180591620717411303424"),
        ('#{x}"\\\0', "str", '"\\#{x}\\"\\\\\\u{0}"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert elixir.value(value, parse_type(kind)) == text


def test_prompt() -> None:
    s = signature("N: int; end: int", "int", "Find_Max")
    assert elixir.prompt("Say #{it}.\n\nTwice.", s) == (
        'defmodule Problem do\n  @doc ~S"""\n  Say #{it}.\n\n  Twice.\n  """\n'
        "  def find_max(n, end_) do\n"
    )
    assert '  Say \\"""\\\\.\n' in elixir.prompt('Say """\\.', s)


def test_an_example_is_code_to_exdoc() -> None:
    s = signature("n: int", "int", "find")
    assert elixir.example(s, Case((1,), 2)) == "    iex> Problem.find(1)\n    2"


def test_what_cannot_be_said() -> None:
    with pytest.raises(Unsupported):
        elixir.head(signature("n: int; N: int", "int"))
    with pytest.raises(Unsupported):
        elixir.doc("a\u202eb")


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("5.0", 5, None),
        ("'5'", 5, "0 '5'"),
        ("1", True, "0 1"),
        ("nil", False, "0 nil"),
        ("[1.0, {2, -0.0}]", [1, (2, 0)], None),
        ("%{1.0 => 2}", {1: 2.0}, None),
        ("%{1 => 2, 1.0 => 2}", {1: 2}, "0 %{1 => 2, 1.0 => 2}"),
        ("MapSet.new([2.0, 1])", {1, 2}, None),
        ("%{1 => true}", {1}, "0 %{1 => true}"),
        ("1..2", [1, 2], "0 1..2"),
        ('"a\\nb\\u{202e}"', "", '0 "a\\nb?"'),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(
        elixir, program(elixir, problem, f"    _ = x\n    {body}\n  end"), tmp_path, 1
    ).execution
    assert execution.failed == failed
    assert execution.answered is (failed is None), execution.stderr


@pytest.mark.toolchain
def test_helpers_may_follow_the_function(tmp_path: Path) -> None:
    answer = """\
    go(x, 1)
  end

  defp go(0, product), do: product

  defp go(n, product) do
    go(n - 1, n * product)
  end
end

IO.puts(Problem.p(4))
"""
    problem = Problem("p", "D", signature("x: int", "int"), (Case((4,), 24), Case((0,), 1)))
    completion = cut(answer, elixir.stops)
    assert completion.endswith("product)\n  end")
    execution = run(elixir, program(elixir, problem, completion), tmp_path, 2).execution
    assert execution.answered, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("(x", Outcome.SYNTAX),
        ('"x', Outcome.SYNTAX),
        ("missing(x)", None),
        ("x + :a", None),
        ('Code.eval_string("x x (")', None),
        ("import ExUnit.Assertions\n    assert x == 2", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(elixir, program(elixir, problem, f"    {body}\n  end"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert elixir.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [("Enum.sum(xs)", Outcome.PASSED), ("length(xs)", Outcome.ASSERTION), ("xs + 1", None)],
)
def test_foreign_tests(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    tests, count = elixir.adapt(FOREIGN)
    assert count == 2
    text = f"{PROMPT}{body}\n  end\nend\n\n{tests}"
    execution = run(elixir, text, tmp_path, count).execution
    assert execution.answered is (outcome is Outcome.PASSED), execution.stderr
    assert (execution.failed == "0 ") is (outcome is Outcome.ASSERTION)
    if outcome is not Outcome.PASSED:
        assert elixir.reading(execution) is outcome, execution.stderr
