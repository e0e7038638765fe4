"""Tcl's own: quoting, how an answer is read, integers of any size."""

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
from newtongue.languages.tcl import language as tcl
from tests.languages.run import program, run
from tests.languages.test_base import signature

FOREIGN = """\

proc assert_equal {actual expected} {
    if {$actual ne $expected} {
        error "Expected: $expected | Actual: $actual"
    }
}

interp alias {} candidate {} total

assert_equal [candidate [list 1 2 3]] 6
assert_equal [candidate [list ]] 0
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (2**64, "int", "18446744073709551616"),
        (5, "float", "5.0"),
        (-math.inf, "float", "-Inf"),
        ([[], [1]], "list[list[int]]", "[list [list] [list 1]]"),
        ((None, True), "tuple[optional[int], bool]", '[list "" true]'),
        ({"a": [1]}, "dict[str, list[int]]", '[dict create "a" [list 1]]'),
        ({2, 1}, "set[int]", "[list 1 2]"),
        ('"\\\n$a[b]{}#;\0é', "str", '"\\"\\\\\\n\\$a\\[b\\]\\{\\}#;\\u0000é"'),
        ("😀\u202e", "str", r'"\ud83d\ude00\u202e"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert tcl.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([1, 2], "list[float]", "{list number}"),
        ([1, "a"], "any", "{list number text}"),
        ((True, "a"), "tuple[bool, str]", "{list bool text}"),
        ([None, 1], "list[optional[int]]", "{list text number}"),
        ({"a": 1, "b": 2}, "dict[str, int]", "{dict {list text number}}"),
        ({(1,), ("a",)}, "set[any]", "{unordered {list text} {list exact}}"),
        ([], "list[int]", "{list}"),
    ],
)
def test_how_an_answer_is_read(value: Any, kind: str, text: str) -> None:
    assert tcl.kind(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind"), [("", "optional[str]"), ([], "optional[list[int]]"), ({1: 2, "1": 3}, "any")]
)
def test_what_is_refused(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        tcl.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("list: list[int]; args: int", "int", "set")
    assert tcl.prompt("Say \\\n\n{it", s) == "# Say \\ \n#\n# {it\nproc set_ {list args_} {\n"


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "kind", "expected", "failed"),
    [
        ("return 5", "float", 5.0, None),
        ("return 5.0", "int", 5, None),
        ("return five", "int", 5, "0 five"),
        ("return 5.0", "str", "5", "0 5.0"),
        ("return 1", "bool", True, None),
        ("return no", "bool", False, None),
        ("return 2", "bool", True, "0 2"),
        ("return true", "int", 1, "0 true"),
        ("return {}", "optional[int]", None, None),
        ("return 0", "optional[int]", None, "0 0"),
        ("return [list 1.0 [list] a]", "any", [1, [], "a"], None),
        ("return {a  b}", "list[str]", ["a", "b"], None),
        ("return {a  b}", "str", "a b", "0 a  b"),
        ('return "a \\{b"', "list[str]", ["a", "b"], "0 a {b"),
        ("return {2 1 1}", "set[int]", {1, 2}, "0 2 1 1"),
        ("return {2 1.0}", "set[int]", {1, 2}, None),
        ("return {b {2 1} a {}}", "dict[str, list[int]]", {"a": [], "b": [2, 1]}, None),
        ("return {a 1 a 2}", "dict[str, int]", {"a": 1, "b": 2}, "0 a 1 a 2"),
        ("return {a 1 b}", "dict[str, int]", {"a": 1}, "0 a 1 b"),
        ("return {NaN -inf}", "list[float]", [math.nan, -math.inf], None),
        ("return NaN", "float", 1.0, "0 NaN"),
        ("return [expr {2 ** 70}]", "int", 2**70, None),
    ],
)
def test_equality(body: str, kind: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", kind), (Case((1,), expected, 0.1),))
    execution = run(tcl, program(tcl, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return [list", Outcome.SYNTAX),
        ("return {", Outcome.SYNTAX),
        ("return [expr {$x +}]", Outcome.SYNTAX),
        ("return [missing]", None),
        ('return [lindex "\\{" 0]', None),
        ('error "assertion failed: no"', Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(tcl, program(tcl, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert tcl.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = tcl.adapt(FOREIGN)
    prompt = tcl.prompt(PROBE.doc, PROBE.signature)
    body = (languages.probes("tcl") / f"{probe}.tcl").read_text()
    execution = run(tcl, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution
    assert (execution.failed is None) is passes
