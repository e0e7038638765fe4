"""Fennel's own: numbers that survive its compiler, forms that are no names, Lua's tables."""

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

fennel = languages.get("fennel")

TESTS = """\
(local faith (require :faith))
(local candidate total)
(fn test-human-eval []
  (faith.= 6 (candidate [1 2 3]))
  (faith.= 0 (candidate []))
)
{: test-human-eval}
"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "[]"),
        ((None, 1), "[nil 1]"),
        ({"a": [1], "b": True}, '{"a" [1] "b" true}'),
        ({2, 1}, "{1 true 2 true}"),
        (1.5, "1.5"),
        (5.0, '(tonumber "5.0")'),
        (-0.0, '(tonumber "-0.0")'),
        (0.1 + 0.2, '(tonumber "0.30000000000000004")'),
        (2**53 + 1, '(tonumber "9007199254740993")'),
        (-(2**63), "math.mininteger"),
        ([math.inf, -math.inf, math.nan], "[math.huge (- math.huge) (/ 0 0)]"),
        ('a"\\\n\0é😀\u202e', '"a\\"\\\\\\n\\000é😀\\u{202e}"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert fennel.value(value, parse_type("any")) == text


@pytest.mark.parametrize("value", [[1, None], {None}, {(1, 2): 3}, 2**63, "\ud800"])
def test_what_a_table_cannot_hold(value: Any) -> None:
    with pytest.raises(Unsupported):
        fennel.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("xs: list[float]; values: int", "int", "length")
    assert fennel.prompt('Say "it".\n\n\\d', s) == (
        '(fn length_ [xs values_]\n  "Say \\"it\\".\n\n  \\\\d"\n'
    )
    assert fennel.example(s, Case(([1.0], 2), 3.0)) == ">>> (length_ [1.0] 2)\n3.0"


@pytest.mark.toolchain
def test_numbers_survive(tmp_path: Path) -> None:
    values = [5.0, 5, -0.0, 1e300, 0.1 + 0.2, 5e-324, 2**63 - 1, -(2**63), 2**53 + 1, 1e15, -7.0]
    text = "(.. (math.type x) (string.format (if (= (math.type x) :integer) :%d :%a) x))"
    wanted = [f"integer{v}" if isinstance(v, int) else f"float{_hex(v)}" for v in values]
    cases = tuple(Case((v,), w) for v, w in zip(values, wanted, strict=True))
    problem = Problem("p", "", signature("x: any", "str"), cases)
    execution = run(
        fennel, program(fennel, problem, f"  {text})\n"), tmp_path, len(cases)
    ).execution
    assert execution.answered, (execution.failed, execution.stderr)


def _hex(v: float) -> str:
    """A float as C prints it: no zeros at the end."""
    mantissa, _, exponent = v.hex().partition("p")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + "p" + exponent


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("5.0", 5, None),
        ('"5"', 5, '0 "5"'),
        ("[nil 1]", (None, 1), None),
        ("[1 2 nil]", [1, 2], None),
        ('{:b 1 1 "x\\n"}', [1], '0 {"x\\n", ["b"] = 1}'),
        ("(= x 1)", True, None),
        ("(setmetatable [] {:__eq (fn [] true) :__index (fn [] 1)})", [1], "0 {}"),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(fennel, program(fennel, problem, f"  {body})\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("x))", Outcome.SYNTAX),
        ('"x)', Outcome.SYNTAX),
        ("(let [a] a))", Outcome.SYNTAX),
        ("(missing x))", None),
        ("(set missing 3))", None),
        ('((require :fennel) "x"))', None),
        ('(let [f (require :fennel)] (f.eval "(x")))', None),
        ("(assert (= x 2)))", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(fennel, program(fennel, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert fennel.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_tests_of_multipl_e_speak_the_channel(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = fennel.adapt(TESTS)
    body = cut((languages.probes("fennel") / f"{probe}.fnl").read_text(), fennel.stops)
    prompt = fennel.prompt(PROBE.doc, PROBE.signature)
    execution = run(fennel, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution.stderr
    assert execution.ready == (2 if passes else None)
    assert execution.failed == (None if passes else "0 3")
