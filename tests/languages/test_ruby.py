"""Ruby's own: big integers, interpolation, constants, test-unit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Outcome
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature
from tests.languages.test_contract import reading

ruby = languages.get("ruby")

FOREIGN = """\
require 'test/unit'
class TestHumanEval < Test::Unit::TestCase
  def test_total
    candidate = method(:total)
    assert_equal(6, candidate.call([1, 2, 3]))
    assert_equal(0, candidate.call([]))
  end
end
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ((1, None), "tuple[int, none]", "[1, nil]"),
        ({"a": [1]}, "dict[str, list[int]]", '{"a" => [1]}'),
        ({2, 1}, "set[int]", "Set[1, 2]"),
        (2**70, "int", "1180591620717411303424"),
        (-math.inf, "float", "-Float::INFINITY"),
        ('#{a} # #$b #@c "\\\n', "str", '"\\#{a} # \\#$b \\#@c \\"\\\\\\n"'),
        ("\x001é😀\u202e", "str", '"\\u{0}1é😀\\u{202e}"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert ruby.value(value, parse_type(kind)) == text


def test_prompt() -> None:
    s = signature("N: set[int]; end: int", "int", "Find_Max")
    assert ruby.prompt("Say it.\n\nTwice.", s) == (
        'require "set"\n\n# Say it.\n#\n# Twice.\ndef Find_Max(n, end_)\n'
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("5.0", 5, None),
        ("2.0**53", 2**53 + 1, "0 9.007199254740992e+15"),
        ("'5'", 5, '0 "5"'),
        (":a", "a", "0 :a"),
        ("1", True, "0 1"),
        ("nil", False, "0 nil"),
        ("[1, 2]", {1, 2}, "0 [1, 2]"),
        ("Set[2.0, 1]", {1, 2}, None),
        ("{1.0 => 'a', 2 => [Float::NAN]}", {1: "a", 2: [math.nan]}, None),
        ("{1 => nil}", {2: None}, "0 {1=>nil}"),
        ("[nil, 1]", (None, 1), None),
        ('"\\u202e"', "a", '0 "?"'),
        ("require 'bigdecimal'; BigDecimal('5')", 5, None),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(ruby, program(ruby, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


OBLIGING = "def ==(o) = true; def eql?(o) = true; def hash = 5.hash"


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"Class.new(Numeric) {{ {OBLIGING}; def -(o) = 0 }}.new", 5),
        (f"[Class.new(Numeric) {{ {OBLIGING} }}.new]", [5]),
        (f"Class.new(String) {{ {OBLIGING} }}.new", "5"),
        (f"$u = Class.new {{ {OBLIGING} }}.new; Class.new(Array) {{ def size = $u }}.new([5])", []),
        ("Class.new(Set) { def size = 1; def include?(x) = true }.new", {5}),
        (f"{{Class.new {{ {OBLIGING} }}.new => 5}}", {5: 5}),
    ],
)
def test_an_object_that_equals_everything_does_not_pass(
    body: str, expected: Any, tmp_path: Path
) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected, 1e-6),))
    execution = run(ruby, program(ruby, problem, f"  {body}\n"), tmp_path, 1).execution
    assert (execution.failed or "").startswith("0 "), execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("[1", Outcome.SYNTAX),
        ("if x = 5\n  'abc\n  end", Outcome.SYNTAX),
        ("x.foo", None),
        ("eval('1 +')", None),
        ("'a' * (1 << 62)", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(ruby, program(ruby, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert ruby.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    "name", ["puts", "format", "raise", "require", "exit", "hash", "inspect", "send", "Sum", "p"]
)
def test_a_function_may_be_called_like_a_method_of_all(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any", name), (Case((1,), {None: [1]}),))
    execution = run(ruby, program(ruby, problem, "  {nil => [x]}\n"), tmp_path, 1).execution
    assert execution.answered, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [("xs.sum", Outcome.PASSED), ("xs.size", Outcome.ASSERTION), ("xs.no", None)],
)
def test_foreign_tests_speak_the_channel(
    body: str, outcome: Outcome | None, tmp_path: Path
) -> None:
    tests, count = ruby.adapt(FOREIGN)
    prompt = ruby.prompt(PROBE.doc, PROBE.signature)
    execution = run(ruby, f"{prompt}  {body}\nend\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is (outcome is Outcome.PASSED)
    assert reading(ruby, execution) is outcome, execution
