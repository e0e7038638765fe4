"""Go's own: interface{} for what has no type, arrays as keys, imports that are always used."""

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

go = languages.get("go")
KEYED = "dict[tuple[int, tuple[str]], int]"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "[]int{}"),
        ([[1], []], "list[list[int]]", "[][]int{[]int{1}, []int{}}"),
        (5, "optional[float]", "5.0"),
        (None, "optional[str]", "nil"),
        ([1], "optional[list[float]]", "[]float64{1.0}"),
        (-math.inf, "float", "math.Inf(-1)"),
        (-0.0, "float", "math.Copysign(0, -1)"),
        (-(2**63), "int", "-9223372036854775808"),
        ((1, [2]), "tuple[int, list[float]]", "[]interface{}{1, []float64{2.0}}"),
        ({"a": [1]}, "dict[str, list[int]]", 'map[string][]int{"a": []int{1}}'),
        ({2, 1}, "set[int]", "map[int]bool{1: true, 2: true}"),
        (
            {(1, ("a",)): 2},
            KEYED,
            'map[[2]interface{}]int{[2]interface{}{1, [1]interface{}{"a"}}: 2}',
        ),
        ([1, "a", None], "list[any]", '[]interface{}{1, "a", nil}'),
        ([1, 2], "any", "[]interface{}{1, 2}"),
        ({1: [2]}, "any", "map[interface{}]interface{}{1: []interface{}{2}}"),
        ('"\\\n\0%`\u202e😀\U000e0001', "str", '"\\"\\\\\\n\\u0000%`\\u202e😀\\U000e0001"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert go.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({(1, 2): 2}, "any"),
        ({None: 2}, "any"),
        ({math.nan: 1}, "dict[float, int]"),
        ({(1,)}, "set[tuple[int, ...]]"),
        ({}, "dict[none, none]"),
        ({}, "dict[tuple[any, int], int]"),
        ("\ud800", "str"),
    ],
)
def test_refused(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        go.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: dict[str, int]; strings: set[int]", "tuple[list[float], str]")
    text = go.prompt("Say it.\n\nTwice.", s)
    assert text.startswith('package main\n\nimport (\n\t"bytes"\n\t"errors"\n\t"fmt"\n')
    assert text.endswith(
        ")\n\n// Say it.\n//\n// Twice.\n"
        "func f(xs map[string]int, strings_ map[int]bool) []interface{} {\n"
    )


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    """Each body answers its expected value, or not."""
    rows: list[tuple[str, str, Any, bool]] = [
        ("any", "5", 5, True),
        ("any", "5.0", 5, True),
        ("any", "uint8(5)", 5, True),
        ("any", "5", "5", False),
        ("any", "true", 1, False),
        ("any", '"<nil>"', None, False),
        ("any", "0", None, False),
        ("any", "nil", None, True),
        ("any", "nil", "", False),
        ("any", "[]int{1, 2}", [1, 2], True),
        ("any", '[]string{"a b"}', ["a", "b"], False),
        ("any", '[]string{"1"}', [1], False),
        ("any", "map[string]int{}", [], False),
        ("any", 'map[string]int{"a": 1}', {"a": 1}, True),
        ("any", 'map[string]int{"a": 1}', {5: 1}, False),
        ("any", 'map[interface{}]int{"a": 1}', {"b": 1}, False),
        ("any", "[2]float32{1, 2}", (1, 2), True),
        ("any", "struct{}{}", None, False),
        ("any", "func() {}", True, False),
        ("any", "new(int)", 0, False),
        ("list[int]", "nil", [], True),
        ("list[float]", "[]float64{math.NaN(), 0, 1e300}", [math.nan, -0.0, 1e300], True),
        ("set[str]", 'map[string]bool{"b": true, "a": true}', {"a", "b"}, True),
        ("set[str]", 'map[string]bool{"b": false}', {"b"}, False),
        ("tuple[int, str]", '[]interface{}{1, "a", nil}', (1, "a"), False),
        ("int", "1<<53 + 1", 2**53, False),
        (KEYED, 'map[[2]interface{}]int{{1, [1]interface{}{"b"}}: 2}', {(1, ("b",)): 2}, True),
    ]
    heads = [signature("x: int", kind, f"f{i}") for i, (kind, *_) in enumerate(rows)]
    pairs = list(zip(heads, rows, strict=True))
    bodies = f"\n{go.closing}".join(f"{go.head(s)}\treturn {row[1]}" for s, row in pairs)
    checks = [go.check(s, Case((1,), want), i) for i, (s, (*_, want, _)) in enumerate(pairs)]
    suite = go.lenient(go.suite(checks, Problem("p", "", heads[0], ())))
    ran = run(go, f"{go.opening(heads[0])}{bodies}\n{suite}", tmp_path, len(rows))
    assert ran.failures == tuple(i for i, row in enumerate(rows) if not row[3]), ran.execution


@pytest.mark.toolchain
def test_what_a_completion_may_use_is_imported(tmp_path: Path) -> None:
    body = """\
	if !unicode.IsDigit('7') || !bytes.Contains([]byte(x), []byte("b")) {
		panic(errors.New("no"))
	}
	return regexp.MustCompile("[^a-c]").ReplaceAllString(x, "")
"""
    problem = Problem("p", "", signature("x: str", "str"), (Case(("abcd",), "abc"),))
    execution = run(go, program(go, problem, body), tmp_path, 1).execution
    assert execution.answered, execution


@pytest.mark.toolchain
def test_a_stub_tells_an_int_from_a_float(tmp_path: Path) -> None:
    cases = (Case((3,), "int"), Case((3.0,), "float"), Case(([None],), "none"))
    problem = Problem("p", "", signature("x: any", "str"), cases)
    stub = go.stub(problem.signature, cases)[: -len(go.closing)]
    execution = run(go, program(go, problem, stub), tmp_path, 3).execution
    assert execution.answered, execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return x +", "build", Outcome.SYNTAX),
        ("return 'ab'", "build", Outcome.SYNTAX),
        ('return "a"', "build", Outcome.TYPE),
        ('return x + "a"', "build", Outcome.TYPE),
        ("return strconv.Atoi(1, 2)", "build", Outcome.TYPE),
        ("y, z := x; return y + z", "build", Outcome.TYPE),
        ("return missing", "build", None),
        ("y := x; return 1", "build", None),
        ("", "build", None),
        ("var xs []int; return xs[x]", "run", None),
        ("return len(make([]int, x<<44))", "run", Outcome.MEMORY),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(go, program(go, problem, f"\t{body}"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage
    assert go.reading(execution) is outcome, execution
    assert stage == "run" or go.line(execution) in (19, 20)


@pytest.mark.toolchain
def test_a_function_may_be_called_like_what_is_there_before(tmp_path: Path) -> None:
    for name in ("sort", "init", "len", "max"):
        problem = Problem("p", "", signature("x: int", "int", name), (Case((1,), 7),))
        execution = run(go, program(go, problem, "\treturn 7"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)
