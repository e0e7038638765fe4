"""JavaScript's own: one kind of number, objects and Maps, undefined and null."""

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
from tests.languages.run import program, run
from tests.languages.test_base import signature

javascript = languages.get("javascript")

FOREIGN = """\
const assert = require('node:assert');


function test() {
  let candidate = total;
  assert.deepEqual(candidate([1, 2, 3]),6);
  assert.deepEqual(candidate([]),0);
}

test();"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-0.0, "-0"),
        (1e300, "1e+300"),
        (-math.inf, "-Infinity"),
        (10**16, "10000000000000000"),
        ((None, [1]), "[undefined, [1]]"),
        ({2, 1}, "new Set([1, 2])"),
        ({}, "{}"),
        ({"a": 1, "__proto__": 2}, '{"a": 1, ["__proto__"]: 2}'),
        ({1: 2, -1: 3, 0.5: 4}, "{1: 2, [-1]: 3, [0.5]: 4}"),
        ({(1, 2): True}, "new Map([[[1, 2], true]])"),
        ({True: 1}, "new Map([[true, 1]])"),
        ('"\\\n\0${`😀\u2028\ud800', '"\\"\\\\\\n\\u{0}${`😀\\u{2028}\\u{d800}"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert javascript.value(value, parse_type("any")) == text


@pytest.mark.parametrize("value", [2**63, {1: 2, "1": 3}])
def test_what_is_refused(value: Any) -> None:
    with pytest.raises(Unsupported):
        javascript.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("xs: list[int]; var: int", "int", "delete")
    assert javascript.prompt("Say it.\n\nTwice.", s) == (
        "// Say it.\n//\n// Twice.\nfunction delete_(xs, var_) {\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("return 5", 5.0, None),
        ("return '5'", 5, "0 '5'"),
        ("return 5n", 5, "0 5n"),
        ("return [5]", 5, "0 [ 5 ]"),
        ("return 1", True, "0 1"),
        ("return null", None, None),
        ("return", None, None),
        ("return 0", None, "0 0"),
        ("return [undefined, null]", (None, None), None),
        ("return []", {}, "0 []"),
        ("return new Map()", {}, None),
        ("return new Map([['a', 1]])", {"a": 1}, "0 Map(1) { 'a' => 1 }"),
        ("return {b: [1], a: 2}", {"a": 2, "b": [1]}, None),
        ("return {a: 2, b: undefined}", {"a": 2}, "0 { a: 2, b: undefined }"),
        ("return new Map([[[1, 2], 3], [[2, 1], 4]])", {(2, 1): 4, (1, 2): 3}, None),
        ("return new Set([[2], [1]])", {(1,), (2,)}, None),
        ("return new Set([1])", {1, 2}, "0 Set(1) { 1 }"),
        ("return new (class A { constructor() { this.a = 1 } })()", {"a": 1}, "0 A { a: 1 }"),
        ("return new Float64Array([1])", [1], "0 Float64Array(1) [ 1 ]"),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(javascript, program(javascript, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return (", Outcome.SYNTAX),
        ("let x", Outcome.SYNTAX),
        ("return x.y.z", None),
        ("return JSON.parse('{')", None),
        ("return eval('{')", None),
        ("require('assert')(false)", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(javascript, program(javascript, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert javascript.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = javascript.adapt(FOREIGN)
    prompt = javascript.prompt(PROBE.doc, PROBE.signature)
    body = (languages.probes("javascript") / f"{probe}.js").read_text()
    execution = run(javascript, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert (execution.failed is None) is passes
