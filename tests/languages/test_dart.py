"""Dart's own: records, typed empties, imports that come with the prompt, asserts that are on."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Execution, Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from tests.languages.run import program, run
from tests.languages.test_base import signature

dart = languages.get("dart")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "[]"),
        ({}, "dict[str, int]", "<String, int>{}"),
        (set(), "set[tuple[int, str]]", "<(int, String)>{}"),
        ({2, 1}, "set[int]", "{1, 2}"),
        ({"a": [1]}, "dict[str, list[float]]", '{"a": [1.0]}'),
        ((1, "a"), "tuple[int, str]", '(1, "a")'),
        ((1,), "tuple[int]", "(1,)"),
        ((1, 2), "tuple[int, ...]", "[1, 2]"),
        ([1, "a", None], "any", '[1, "a", null]'),
        (-(2**63), "int", "-9223372036854775808"),
        ([math.inf, -math.inf, math.nan], "list[float]", None),
        ('a"\\\n$x\0\u202e😀\ud800', "str", '"a\\"\\\\\\n\\$x\\u{0}\\u{202e}😀\\u{d800}"'),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    floats = "[double.infinity, double.negativeInfinity, double.nan]"
    assert dart.value(value, parse_type(kind)) == (text or floats)


def test_what_cannot_be_said() -> None:
    with pytest.raises(Unsupported):
        dart.value(2**63, parse_type("int"))
    with pytest.raises(Unsupported):
        dart.type(parse_type(f"tuple[{', '.join(['int'] * 11)}]"))


def test_prompt() -> None:
    s = signature("xs: dict[str, list[int]]; in: optional[any]", "tuple[int]")
    assert dart.prompt("Say it.\n\nTwice.", s) == (
        "import 'dart:collection';\nimport 'dart:convert';\nimport 'dart:io';\n"
        "import 'dart:math';\n\n/// Say it.\n///\n/// Twice.\n"
        "(int,) f(Map<String, List<int>> xs, dynamic in_) {\n"
    )


OBLIGING = """
class Any {
  operator ==(o) => true;
  int get hashCode => 1;
}
class AnySet extends SetBase {
  Iterator get iterator => <dynamic>[2].iterator;
  int get length => 1;
  bool any(test) => true;
  operator ==(o) => true;
  bool add(x) => true;
  bool contains(x) => true;
  lookup(x) => x;
  bool remove(x) => true;
  Set toSet() => this;
}
class AnyMap extends MapBase {
  Iterable get keys => AnySet();
  Iterable<MapEntry> get entries => AnyEntries();
  int get length => 1;
  operator [](k) => 1;
  operator []=(k, v) {}
  void clear() {}
  remove(k) => 1;
}
class AnyEntries extends Iterable<MapEntry> {
  Iterator<MapEntry> get iterator => [MapEntry(2, 2)].iterator;
  int get length => 1;
  bool any(test) => true;
}
"""


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    held: list[tuple[str, str, Any, bool]] = [
        ("any", "5.0", 5, True),
        ("any", "true", 1, False),
        ("any", "'5'", 5, False),
        ("any", "[1, 2].map((y) => y)", [1, 2], False),
        ("any", "{1}", [1], False),
        ("any", "(1, [2.0])", (1, [2]), True),
        ("any", "(1, 2)", [1, 2], False),
        ("any", "(1, 2)", (1, 2, 3), False),
        ("optional[int]", "null", None, True),
        ("dict[str, float]", "{'a': double.nan}", {"a": math.nan}, True),
        ("any", "Any()", 1, False),
        ("any", "Any()", "1", False),
        ("any", "[Any()]", [1], False),
        ("any", "AnySet()", {1}, False),
        ("any", "AnyMap()", {1: 1}, False),
    ]
    parts, checks = [], []
    for i, (kind, body, expected, _) in enumerate(held):
        s = signature("x: int", kind, f"f{i}")
        parts.append(f"{dart.head(s)}  return {body};\n{dart.closing}")
        checks.append(dart.check(s, Case((1,), expected), i))
    s = signature("x: int", "int")
    tests = dart.lenient(dart.suite(checks, Problem("p", "", s, ()))).removeprefix(dart.closing)
    ran = run(dart, dart.opening(s) + "".join(parts) + OBLIGING + tests, tmp_path, len(held))
    assert ran.failures == tuple(i for i, one in enumerate(held) if not one[3]), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return (x;", "build", Outcome.SYNTAX),
        ('return "a";', "build", Outcome.TYPE),
        ("return missing;", "build", None),
        ("return [x][5];", "run", None),
        ("assert(x == 5); return x;", "run", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(dart, program(dart, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.stage == stage, execution
    assert dart.reading(execution) is outcome, execution
    assert dart.line(execution) == 8


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("Expected ';' after this.", Outcome.SYNTAX),
        ("Can't find '}' to match '{'.", Outcome.SYNTAX),
        ('String starting with " must end with ".', Outcome.SYNTAX),
        ("The getter 'foo' isn't defined for the class 'int'.", Outcome.TYPE),
        ("Too few positional arguments: 1 required, 0 given.", Outcome.TYPE),
        ("Method not found: 'foo'.", None),
        ("Undefined name 'missing'.", None),
    ],
)
def test_readings(message: str, outcome: Outcome | None) -> None:
    stderr = f"main.dart:2:12: Error: {message}\n    return x;\n"
    assert dart.reading(Execution("build", 254, stderr=stderr)) is outcome


def test_tests_of_another_project_are_not_adapted() -> None:
    with pytest.raises(Unsupported):
        dart.adapt("}\nvoid main() {\n  final candidate = total;\n}\n")
