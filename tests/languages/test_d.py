"""D's own: associative arrays as sets, Nullable, Variant, typed empties, imports as needed."""

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

d = languages.get("d")
FOREIGN = """\
unittest
{
    alias candidate = next_smallest;

{
        auto result = candidate([1L, 2L, 3L]);
        assert(!result.isNull && result.get == 2L);
}

    assert(candidate([]).isNull);
}
void main(){}"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "cast(long[]) []"),
        ([[1], []], "list[list[int]]", "[[1L], cast(long[]) []]"),
        (5, "optional[int]", "Nullable!(long)(5L)"),
        (None, "optional[str]", "Nullable!(string)()"),
        (5, "float", "5.0"),
        (-math.inf, "float", "-double.infinity"),
        (-5e-324, "float", "-0x0.0000000000001p-1022"),
        (-(2**63), "int", "long.min"),
        ((1, "a"), "tuple[int, str]", 'tuple(1L, "a")'),
        ({"a": [1]}, "dict[str, list[int]]", '["a": [1L]]'),
        ({}, "dict[str, int]", "(long[string]).init"),
        ({2, 1}, "set[int]", "[1L: true, 2L: true]"),
        ([1, "a", None], "list[any]", '[Variant(1L), Variant("a"), Variant(null)]'),
        ((1.5,), "any", "Variant([Variant(1.5)])"),
        ('"\\\n\0$`\u202e😀\U000e0001', "str", '"\\"\\\\\\n\\u0000$`\\u202e😀\\U000e0001"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert d.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({1: 2}, "any"),
        ({math.nan: 1}, "dict[float, int]"),
        (set(), "set[any]"),
        ({}, "dict[none, none]"),
        ("\ud800", "str"),
    ],
)
def test_refused(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        d.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: dict[str, int]; in: set[int]", "tuple[list[float], union[int, str]]")
    text = d.prompt("Say it.\n\nTwice.", s)
    assert text.startswith("import std.algorithm;\n")
    assert text.endswith(
        "import std.variant;\n\n/// Say it.\n///\n/// Twice.\n"
        "Tuple!(double[], Variant) f(long[string] xs, bool[long] in_) {\n"
    )
    assert "variant" not in d.prompt("", signature("x: int", "int"))


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    """Each body answers its expected value, or is the first to differ from it."""
    rows: list[tuple[str, str, Any, bool]] = [
        ("any", "Variant(5)", 5, True),
        ("any", "Variant(5.0)", 5, True),
        ("any", "Variant(5L)", "5", False),
        ("any", "Variant(true)", 1, False),
        ("any", "Variant('a')", "a", False),
        ("any", 'Variant("ab")', "ab", True),
        ("any", "Variant(null)", None, True),
        ("list[any]", 'variantArray(1, "a", 2.5)', [1, "a", 2.5], True),
        ("list[any]", "[Variant(1), Variant(variantArray(2))]", [1, [2]], True),
        ("list[any]", "[Variant(1), Variant(variantArray(2))]", [1, [2, 3]], False),
        ("list[float]", "[double.nan, -0.0, 1e300]", [math.nan, 0.0, 1e300], True),
        ("set[str]", '["b": true, "a": true]', {"a", "b"}, True),
        ("set[float]", "[-0.0: true, -0.5: true]", {0.0, -0.5}, True),
        ("optional[int]", "Nullable!long(0)", None, False),
        ("dict[tuple[int, str], int]", '[tuple(1L, "b"): 2L]', {(1, "b"): 2}, True),
        ("list[list[int]]", "[[1L, 2L]]", [[1], [2]], False),
    ]
    heads = [signature("x: int", kind, f"f{i}") for i, (kind, *_) in enumerate(rows)]
    pairs = list(zip(heads, rows, strict=True))
    bodies = f"\n{d.closing}".join(f"{d.head(s)}    return {row[1]};" for s, row in pairs)
    checks = [d.check(s, Case((1,), want), i) for i, (s, (*_, want, _)) in enumerate(pairs)]
    suite = d.lenient(d.suite(checks, Problem("p", "", heads[0], ())))
    ran = run(d, f"{d.opening(heads[0])}{bodies}\n{suite}", tmp_path, len(rows))
    assert ran.failures == tuple(i for i, row in enumerate(rows) if not row[3]), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return x +;", "build", Outcome.SYNTAX),
        ('return "a";', "build", Outcome.TYPE),
        ("return missing;", "build", None),
        ("assert(x == 5); return x;", "run", Outcome.ASSERTION),
        ("return new long[1L << 50].length;", "run", Outcome.MEMORY),
        ("long[] xs; return xs[x];", "run", None),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(d, program(d, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage
    assert d.reading(execution) is outcome, execution
    assert stage == "run" or d.line(execution) == 11


@pytest.mark.toolchain
def test_a_function_may_be_called_like_one_of_the_library(tmp_path: Path) -> None:
    for name in ("sort", "to", "tuple", "exit"):
        problem = Problem("p", "", signature("x: int", "int", name), (Case((1,), 7),))
        execution = run(d, program(d, problem, "    return 7;\n"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
@pytest.mark.parametrize(("body", "passes"), [("Nullable!long(xs[1])", True), ("none", False)])
def test_foreign_tests_speak_the_channel(body: str, passes: bool, tmp_path: Path) -> None:
    tests, count = d.adapt(FOREIGN)
    prompt = "import std.typecons;\nNullable!(long) next_smallest(long[] xs) \n"
    text = (
        f"{prompt}{{\n    Nullable!long none;\n    return xs.length ? {body} : none;\n}}\n{tests}"
    )
    execution = run(d, text, tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution
    assert d.reading(execution) is (None if passes else Outcome.ASSERTION)
