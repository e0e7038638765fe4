"""Swift's own: labels, optionals, tuples that can't be hashed, strings equal by their bytes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Execution, Outcome, cut
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.languages.run import program, run
from tests.languages.test_base import signature

swift = languages.get("swift")

TESTS = """\
}


func ==(left: [(Int, Int)], right: [(Int, Int)]) -> Bool {
    if left.count != right.count {
        return false
    }
    for (l, r) in zip(left, right) {
        if l != r {
            return false
        }
    }
    return true
}

assert(total(xs: [1, 2, 3]) == 6)
assert(total(xs: [] as [Int]) == 0)
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "[]"),
        ({}, "dict[str, int]", "[:]"),
        ({"a": [1]}, "dict[str, list[float]]", '["a": [1.0]]'),
        ({2, 1}, "set[int]", "[1, 2]"),
        ([1, None], "list[optional[int]]", "[1, nil]"),
        ((1, "a"), "tuple[int, str]", '(1, "a")'),
        ((1, 2), "tuple[int, ...]", "[1, 2]"),
        ({(1, "a"): 2}, "dict[tuple[int, str], int]", '[[1, "a"]: 2]'),
        ([1, "a", None, 2.5], "any", None),
        ((1, 2), "any", "AnyHashable([1, 2] as [Int])"),
        (None, "any", "AnyHashable(Int?.none)"),
        ("a", "union[int, str]", '"a"'),
        (-(2**63), "int", "-9223372036854775808"),
        ([math.inf, math.nan, -0.0], "list[float]", "[Double.infinity, Double.nan, -0.0]"),
        ('a"\\(x)\n\0\u202e😀', "str", '"a\\"\\\\(x)\\n\\0\\u{202e}😀"'),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    mixed = 'AnyHashable([1, "a", AnyHashable(Int?.none), 2.5] as [AnyHashable])'
    assert swift.value(value, parse_type(kind)) == (text or mixed)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(2**63, "int"), ("\ud800", "str"), ({"\u00e9": 1, "e\u0301": 2}, "dict[str, int]")],
)
def test_what_cannot_be_said(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        swift.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: dict[tuple[int, int], int]; in: optional[any]", "tuple[int, str]")
    assert swift.prompt("Say it.\n\nTwice.", s) == (
        "/// Say it.\n///\n/// Twice.\n"
        "func f(xs: [[Int]: Int], in_: AnyHashable?) -> (Int, String) {\n"
    )
    assert swift.call(s, ({}, 1)) == "f(xs: [:], in_: 1)"


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    held: list[tuple[str, str, Any, bool]] = [
        ("any", "5.0", 5, True),
        ("any", "true", 1, False),
        ("any", "[1, 2]", [1, 2.0], True),
        ("any", "Set([1])", [1], False),
        ("optional[int]", "nil", None, True),
        ("optional[int]", "3", 3, True),
        ("list[tuple[int, str]]", '[(1, "a")]', [(1, "b")], False),
        ("str", r'"e\u{301}"', "\u00e9", False),
        ("dict[str, list[float]]", '["b": [], "a": [.nan]]', {"a": [math.nan], "b": []}, True),
        ("set[str]", '["a", "b"]', {"b"}, False),
        ("int", "3", 3, True),
    ]
    parts, checks = [], []
    for i, (kind, body, expected, _) in enumerate(held):
        s = signature("x: int", kind, f"f{i}")
        parts.append(f"{swift.head(s)}    return {body}\n{swift.closing}")
        checks.append(swift.check(s, Case((1,), expected), i))
    problem = Problem("p", "", signature("x: int", "int"), ())
    tests = swift.lenient(swift.suite(checks, problem)).removeprefix(swift.closing)
    ran = run(swift, "".join(parts) + tests, tmp_path, len(held))
    assert ran.failures == tuple(i for i, one in enumerate(held) if not one[3]), ran.execution


@pytest.mark.toolchain
def test_what_runs_against_a_wall(tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    for body, outcome in (("assert(x == 5); return x", Outcome.ASSERTION), ("return 1 / 0", None)):
        text = program(swift, problem, f"    let y = x - 2\n    {body.replace('1 / 0', '1 / y')}\n")
        execution = run(swift, text, tmp_path, 1).execution
        assert execution.stage == "run"
        assert swift.reading(execution) is outcome, execution
        assert swift.line(execution) == (4 if outcome else None)


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("expected ')' in expression list", Outcome.SYNTAX),
        ("consecutive statements on a line must be separated by ';'", Outcome.SYNTAX),
        ("unterminated string literal", Outcome.SYNTAX),
        ("extraneous '}' at top level", Outcome.SYNTAX),
        ("cannot convert value of type 'String' to specified type 'Int'", Outcome.TYPE),
        ("type 'Int' cannot be used as a boolean; test for '!= 0' instead", Outcome.TYPE),
        ("value of optional type 'Int?' must be unwrapped to a value of type 'Int'", Outcome.TYPE),
        ("binary operator '+' cannot be applied to operands of type 'Int' and 'S'", Outcome.TYPE),
        ("missing argument label 'x:' in call", Outcome.TYPE),
        ("'nil' cannot initialize specified type 'String'", Outcome.TYPE),
        ("cannot find 'missing' in scope", None),
        ("switch must be exhaustive", None),
    ],
)
def test_readings(message: str, outcome: Outcome | None) -> None:
    stderr = f"/scratch/main.swift:2:12: error: {message}\n2 |     return x\n"
    assert swift.reading(Execution("build", 1, stderr=stderr)) is outcome


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_tests_of_multipl_e_speak_the_channel(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = swift.adapt(TESTS)
    body = cut((languages.probes("swift") / f"{probe}.swift").read_text(), swift.stops)
    prompt = swift.prompt(PROBE.doc, PROBE.signature)
    execution = run(swift, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert execution.ready == (2 if passes else None)
    assert passes or swift.reading(execution) is Outcome.ASSERTION
