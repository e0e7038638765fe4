"""C#'s own: nullable numbers, boxed objects, tuples, UTF-16, asserts that let the program go on."""

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

csharp = languages.get("csharp")
FOREIGN = """\
    }
    public static void Main(string[] args) {
    Debug.Assert(total((new List<long>(new long[]{(long)1L, (long)2L, (long)3L}))) == (6L));
    Debug.Assert(total((new List<long>())) == (0L));
    }

}
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "new List<long>()"),
        ([1, -2], "list[int]", "new List<long>{1L, -2L}"),
        (5, "optional[int]", "5L"),
        (None, "optional[list[int]]", "null"),
        ((None, "a"), "tuple[optional[int], str]", 'new Tuple<long?, string>(null, "a")'),
        (1, "float", "1.0"),
        (1e300, "float", "1e+300"),
        (math.nan, "float", "double.NaN"),
        (-(2**63), "int", "-9223372036854775808L"),
        ({"a": 1}, "dict[str, int]", 'new Dictionary<string, long>{{"a", 1L}}'),
        ({2, 1}, "set[int]", "new HashSet<long>{1L, 2L}"),
        ([4, {}, "a"], "list[any]", 'new List<object>{4L, new Dictionary<object, object>(), "a"}'),
        ((1, 2), "tuple[int, ...]", "new List<long>{1L, 2L}"),
        ('"\\\n\0\u202e😀\ud800', "str", '"\\"\\\\\\n\\u0000\\u202e😀\\ud800"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert csharp.value(value, parse_type(kind)) == text


def test_types() -> None:
    s = signature(
        "a: int; b: list[optional[bool]]; c: dict[str, list[float]]; d: union[int, str]",
        "optional[tuple[int, str]]",
        "new",
    )
    assert csharp.head(s) == (
        "    public static Tuple<long, string> new_(long a, List<bool?> b, "
        "Dictionary<string, List<double>> c, object d) {\n"
    )


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (tuple(range(8)), f"tuple[{', '.join(['int'] * 8)}]"),
        ({None: 1}, "dict[any, int]"),
        (2**63, "int"),
    ],
)
def test_refused(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        csharp.value(value, parse_type(kind))


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    """Each body answers its expected value, or is the first to differ from it."""
    rows: list[tuple[str, str, Any, bool]] = [
        ("any", "5", 5, True),
        ("any", "5.0", 5, True),
        ("any", "new BigInteger(5)", 5, True),
        ("any", '"5"', 5, False),
        ("any", "true", 1, False),
        ("any", "null", None, True),
        ("any", "new object[]{1L, null}", [1, None], True),
        ("any", "new HashSet<long>{1L}", [1], False),
        ("any", "new List<object>{Tuple.Create(1L, 2L)}", [(1, 2)], True),
        ("any", "new List<object>{new List<long>{1L, 2L}}", [(1, 2)], False),
        ("optional[int]", "null", 0, False),
        ("list[float]", "new List<double>{double.NaN, -0.0}", [math.nan, 0.0], True),
        ("set[str]", 'new HashSet<string>{"b", "a"}', {"a", "b"}, True),
        ("set[float]", "new HashSet<double>{0.1 + 0.2, 0.3, -0.0}", {0.0, 0.3, 0.1 + 0.2}, True),
        ("set[any]", 'new HashSet<object>{"1", 2.0}', {"1", 2}, True),
        ("set[any]", 'new HashSet<object>{"1"}', {1}, False),
        ("dict[str, float]", 'new Dictionary<string, double>{{"b", 1}}', {"b": 1.5}, False),
        ("list[list[int]]", "new List<List<long>>{new List<long>{1L, 2L}}", [[1], [2]], False),
    ]
    heads = [signature("x: int", kind, f"f{i}") for i, (kind, *_) in enumerate(rows)]
    pairs = list(zip(heads, rows, strict=True))
    bodies = f"\n{csharp.closing}".join(
        f"{csharp.head(s)}        return {body};" for s, (_, body, _, _) in pairs
    )
    checks = [csharp.check(s, Case((1,), want), i) for i, (s, (*_, want, _)) in enumerate(pairs)]
    suite = csharp.lenient(csharp.suite(checks, Problem("p", "", heads[0], ())))
    ran = run(csharp, f"{csharp.opening(heads[0])}{bodies}\n{suite}", tmp_path, len(rows))
    assert ran.failures == tuple(i for i, row in enumerate(rows) if not row[3]), ran.execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return x +;", "build", Outcome.SYNTAX),
        ('return "a";', "build", Outcome.TYPE),
        ("return missing;", "build", None),
        ("return new long[200000000].Length;", "run", Outcome.MEMORY),
        ("return new List<long>()[5];", "run", None),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(csharp, program(csharp, problem, f"        {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage
    assert csharp.reading(execution) is outcome, execution
    assert stage == "run" or csharp.line(execution) == 12


@pytest.mark.toolchain
@pytest.mark.parametrize(("body", "passes"), [("6 * (xs.Count / 3)", True), ("3", False)])
def test_foreign_tests_speak_the_channel(body: str, passes: bool, tmp_path: Path) -> None:
    tests, count = csharp.adapt(FOREIGN)
    prompt = csharp.prompt(PROBE.doc, PROBE.signature).replace("using System.Text;\n", "")
    text = f"{prompt}        return {body};\n{tests}"
    execution = run(csharp, text, tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert execution.failed == (None if passes else "0 ")
