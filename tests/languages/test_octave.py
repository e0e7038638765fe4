"""Octave's own: rows and cells, maps and structs, texts as bytes, a script of functions."""

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

octave = languages.get("octave")
MAP = '"UniformValues", false)'


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([[1, 2], []], "list[list[int]]", "{[1, 2], []}"),
        ([], "list[str]", "{}"),
        ([True, 1], "list[any]", "{true, 1}"),
        ((1, 2.5), "tuple[int, float]", "[1, 2.5]"),
        ([1, 2.5], "list[union[int, float]]", "[1, 2.5]"),
        ([True, False], "list[bool]", "[true, false]"),
        ((True, 1), "tuple[bool, int]", "{true, 1}"),
        (["a", None], "list[optional[str]]", '{"a", []}'),
        ([], "optional[list[int]]", "{}"),
        (
            {"a": [1], "b": []},
            "dict[str, list[int]]",
            f'containers.Map({{"a", "b"}}, {{[1], []}}, {MAP}',
        ),
        ({2: "a", -1: "b"}, "dict[int, str]", f'containers.Map({{2, -1}}, {{"a", "b"}}, {MAP}'),
        ({"a": 1, "": {}}, "dict[str, any]", 'setfield(struct("a", {1}), "", containers.Map())'),
        (2**53, "int", "9007199254740992"),
        (-math.inf, "float", "-Inf"),
        ('a"\\\n$%\x07\u202e', "str", '"a""\\\\\\n$%\\007\\342\\200\\256"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert octave.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({None: 1}, "any"),
        ({(1,): 2}, "dict[tuple[int], int]"),
        ({1: 2, "1": 3}, "any"),
        ({math.nan: 2}, "any"),
        ({2**53 + 1: 3}, "dict[int, int]"),
        ({"\0": 2}, "any"),
        (2**53 + 1, "int"),
        (2**63 - 1, "int"),
        (10**400, "int"),
        ({10**400: 1}, "any"),
    ],
)
def test_what_cannot_be_said(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        octave.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: list[int]; end: int", "int", "numel")
    assert octave.prompt("Say it.\n\nTwice.", s) == (
        "1;\n\nfunction result = numel_(xs, end_)\n    % Say it.\n    %\n    % Twice.\n"
    )


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    """One program for all: it goes on after a failed check."""
    rows: list[tuple[str, str, Any, bool]] = [
        ("int", "int32(5)", 5, True),
        ("float", "0.1 + 0.2", 0.3, False),
        ("int", '"5"', 5, False),
        ("int", "true", 1, False),
        ("int", "[5, 6]", 5, False),
        ("int", "{5}", 5, False),
        ("int", "5 + 2i", 5, False),
        ("int", "[]", 0, False),
        ("float", "NaN", math.nan, True),
        ("float", "Inf", math.nan, False),
        ("bool", "1", True, False),
        ("bool", "1 == 2", False, True),
        ("str", "'a'", "a", True),
        ("str", "97", "a", False),
        ("str", "''", "", True),
        ("str", "[]", "", False),
        ("str", '{"a"}', "a", False),
        ("list[int]", "[1; 2]", [1, 2], True),
        ("list[int]", "{1, 2}", [1, 2], True),
        ("list[int]", "[1, 2; 3, 4]", [1, 3, 2, 4], False),
        ("list[int]", '"ab"', [97, 98], False),
        ("list[int]", "zeros(1, 0)", [], True),
        ("list[int]", '""', [], False),
        ("optional[list[int]]", "[]", [], False),
        ("optional[list[int]]", "{}", [], True),
        ("optional[list[int]]", "{}", None, False),
        ("optional[list[int]]", "[]", None, True),
        ("tuple[str, bool]", '{"", true}', ("", True), True),
        ("list[list[int]]", "{[], [1]}", [[], [1]], True),
        ("list[list[int]]", "[1, 2; 3, 4]", [[1, 2], [3, 4]], False),
        ("set[int]", "[3, 1]", {1, 3}, True),
        ("set[int]", "[1, 1]", {1, 3}, False),
        ("list[int]", "[3, 1]", [1, 3], False),
        ("float", "int64(3)", 3.5, False),
        ("dict[str, int]", 'struct("b", 2, "a", 1)', {"a": 1, "b": 2}, True),
        ("dict[str, int]", 'containers.Map({"b", "a"}, {2, 1})', {"a": 1, "b": 2}, True),
        ("dict[str, int]", 'containers.Map({"b", "c"}, {2, 1})', {"a": 1, "b": 2}, False),
        ("dict[str, int]", "{1, 2}", {"a": 1, "b": 2}, False),
        ("dict[str, int]", '{{"a", 1}}', {"a": 1}, False),
        ("list[any]", 'containers.Map({"a"}, {1})', [["a", 1]], False),
        ("list[any]", "containers.Map()", [], False),
        ("dict[str, int]", "[]", {}, False),
        ("dict[int, str]", 'containers.Map({5}, {"x"})', {5: "x"}, True),
        ("dict[int, str]", 'containers.Map({"5"}, {"x"})', {5: "x"}, False),
    ]
    parts, checks = [], []
    for i, (kind, body, expected, _) in enumerate(rows):
        s = signature("x: int", kind, f"f{i}")
        parts.append(f"{octave.head(s)}    result = {body};\n{octave.closing}")
        checks.append(octave.check(s, Case((1,), expected), i))
    problem = Problem("p", "", signature("x: int", "int"), ())
    suite = octave.lenient(octave.suite(checks, problem)).removeprefix(octave.closing)
    ran = run(octave, octave.opening(problem.signature) + "".join(parts) + suite, tmp_path, 0)
    wrong = {i for i, row in enumerate(rows) if not row[3]}
    assert set(ran.failures) == wrong, ran.execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    "tail",
    ["end", "endfunction", "", "function y = g(x)\n    y = 2;\n", "end\nfunction y = g(x)\nend\n"],
)
def test_a_function_may_leave_its_end_out(tail: str, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((1,), 2),))
    body = cut(f"    result = x + 1;\n{tail}", octave.stops)
    assert run(octave, program(octave, problem, body), tmp_path, 1).execution.answered


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("result = sum([1, 2;", Outcome.SYNTAX),
        ('result = "abc;', Outcome.SYNTAX),
        ("if x\n", Outcome.SYNTAX),
        ("eval('1 +');", None),
        ("no_such(x);", None),
        ("assert(x == 2);", Outcome.ASSERTION),
        ("result = zeros(1e9, 1e9);", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(octave, program(octave, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert octave.reading(execution) is outcome, execution.stderr
