"""C++'s own: std::any, std::variant, keys in order, strings with NUL, comments that go on."""

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
from newtongue.translate import render
from tests.languages.run import program, run
from tests.languages.test_base import signature

cpp = languages.get("cpp")
FOREIGN = """\
}
int main() {
    auto candidate = total;
    assert(candidate((std::vector<long>({(long)1, (long)2, (long)3}))) == (6));
    assert(candidate((std::vector<long>())) == (0));
}
"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([], "list[int]", "std::vector<long>{}"),
        ([[1], []], "list[list[int]]", None),
        (5, "optional[int]", "5"),
        (None, "optional[int]", "std::nullopt"),
        (5, "float", "5.0"),
        (-math.inf, "float", "-INFINITY"),
        (-(2**63), "int", "LONG_MIN"),
        ((1, "a"), "tuple[int, str]", 'std::tuple<long, std::string>{1, "a"}'),
        ({"a": 1}, "dict[str, int]", 'std::map<std::string, long>{{"a", 1}}'),
        ({2, 1}, "set[int]", "std::set<long>{1, 2}"),
        ((1, 2), "tuple[int, ...]", "std::vector<long>{1, 2}"),
        (5, "union[float, str]", "5.0"),
        (5, "any", "long(5)"),
        ("a", "any", 'std::string("a")'),
        ((1.5,), "any", "std::any(std::vector<std::any>{std::any(1.5)})"),
        ({}, "any", "std::any(std::map<std::string, std::any>{})"),
        ('"\\\n\x07?\u202e😀', "str", '"\\"\\\\\\n\\007?\\342\\200\\256😀"'),
        ("a\0b", "str", 'std::string("a\\000b", 3)'),
    ],
)
def test_values(value: Any, kind: str, text: str | None) -> None:
    nested = "std::vector<std::vector<long>>{std::vector<long>{1}, std::vector<long>{}}"
    assert cpp.value(value, parse_type(kind)) == (text or nested)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({1}, "any"),
        ({1: 2}, "any"),
        ({math.nan: 1}, "dict[float, int]"),
        (set(), "set[any]"),
    ],
)
def test_refused(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        cpp.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: dict[str, int]; new: union[int, str, int]", "tuple[list[float], str]")
    assert cpp.prompt("Say it \\", s) == (
        "#include <bits/stdc++.h>\n\n// Say it \\\n//\n"
        "std::tuple<std::vector<double>, std::string> f(std::map<std::string, long> xs, "
        "std::variant<long, std::string> new_) {\n"
    )


@pytest.mark.toolchain
def test_a_function_may_be_called_like_one_of_the_c_library(tmp_path: Path) -> None:
    for name, kind, value in (("strlen", "str", "abc"), ("gamma", "int", 3)):
        problem = Problem("p", "", signature(f"x: {kind}", "int", name), (Case((value,), 7),))
        execution = run(cpp, program(cpp, problem, "    return 7;\n"), tmp_path, 1).execution
        assert execution.answered, (name, execution.stderr)


@pytest.mark.toolchain
def test_equality(tmp_path: Path) -> None:
    """Each body answers its expected value, or is the first to differ from it."""
    rows: list[tuple[str, str, Any, bool]] = [
        ("any", "return 5;", 5, True),
        ("any", "return 5.0;", 5, True),
        ("any", "return 5;", "5", False),
        ("any", "return true;", 1, False),
        ("any", 'return "ab";', "ab", True),
        ("any", "return std::any();", None, True),
        ("any", "return 1.5f;", None, False),
        ("any", "return 'a';", "a", False),
        ("list[any]", 'return {1, "a", 2.5};', [1, "a", 2.5], True),
        ("list[any]", "return {1, std::vector<std::any>{2}};", [1, [2]], True),
        ("list[any]", "return {1, std::vector<std::any>{2}};", [1, [2, 3]], False),
        ("union[int, float, str]", "return 5.0;", 5, True),
        ("union[int, float, str]", "return 5.5;", 5, False),
        ("union[int, bool]", "return true;", 1, False),
        ("list[float]", "return {NAN, -0.0, 1e300};", [math.nan, 0.0, 1e300], True),
        ("optional[str]", "return std::nullopt;", "nothing", False),
        ("list[list[int]]", "return {{1, 2}};", [[1], [2]], False),
        ("list[str]", 'return {"a\\nf1", "\\\\n"};', ["a\nf1", "\\n"], True),
        ("list[str]", 'return {"a\\nf1"};', ["a\nf1.0"], False),
        ("list[bool]", "return {true, false};", [True, False], True),
        ("list[bool]", "return {true, true};", [True, False], False),
        ("int", "return 9007199254740993;", 9007199254740992, False),
        ("any", 'return std::map<std::string, std::any>{{"a", 1}};', {"a": 1.0}, True),
        ("optional[any]", "return std::any();", None, True),
        ("list[optional[any]]", "return {std::any(1), std::any()};", [1, None], True),
        ("union[set[int], list[int]]", "return std::set<long>{1, 2};", [1, 2], False),
        ("dict[float, list[float]]", "return {{1, {2}}};", {1.0: [2.0]}, True),
        ("set[tuple[int, str]]", 'return {{1, "a"}};', {(1, "b")}, False),
    ]
    heads = [signature("x: int", kind, f"f{i}") for i, (kind, *_) in enumerate(rows)]
    pairs = list(zip(heads, rows, strict=True))
    bodies = [f"{cpp.head(s)}    {body}\n}}\n" for s, (_, body, _, _) in pairs]
    bodies[-1] = bodies[-1].removesuffix("}\n")
    checks = [cpp.check(s, Case((1,), want), i) for i, (s, (*_, want, _)) in enumerate(pairs)]
    suite = cpp.lenient(cpp.suite(checks, Problem("p", "", heads[0], ())))
    ran = run(cpp, cpp.opening(heads[0]) + "".join(bodies) + suite, tmp_path, len(rows))
    assert ran.failures == tuple(i for i, row in enumerate(rows) if not row[3]), ran.execution


@pytest.mark.toolchain
def test_macros_of_contests_leave_the_harness_alone(tmp_path: Path) -> None:
    words = [*"CTabcfijklmsxy", "file", "got", "key", "kind", "lines", "more", "nan", "text"]
    macros = [
        "n (int)xs.size()",
        "int long long",
        "endl '\\n'",
        "all(v) v.begin(), v.end()",
        *(f"{word} 5" for word in words),
        *(f"{word}(v) v" for word in ("find", "compare", "append", "leaf", "add", "islower", "is")),
    ]
    lines = "".join(f"#define {macro}\n" for macro in macros)
    body = f"    std::sort(xs.begin(), xs.end());\n{lines}    return {{xs[0], 0.5}};\n"
    s = signature("xs: list[int]", "tuple[int, float]", "solve")
    problem = Problem("p", "", s, (Case(([2, 1],), (1, 0.5)), Case(([3],), (3, 0.5))))
    execution = run(cpp, program(cpp, problem, body), tmp_path, 2).execution
    assert execution.answered, execution


@pytest.mark.toolchain
@pytest.mark.parametrize("value", [math.nan, [math.nan, 1.0]])
def test_stubs_find_what_has_no_equality(value: Any, tmp_path: Path) -> None:
    """A std::any and nan; 3 and 3.0 are two arguments where a value has no type."""
    s = signature("x: any; y: any; z: union[list[float], float]; w: list", "str", "is")
    rows = [
        (3, [1, None], value, []),
        (3.0, [1, None], value, []),
        (3.0, [1, None], value, [[1]]),
        ("std::make_tuple\nNAN", {"a": [True]}, value, [None]),
    ]
    cases = tuple(Case(row, f"{i}") for i, row in enumerate(rows))
    problem = Problem("p", "", s, cases)
    execution = run(cpp, program(cpp, problem, render.stub(problem, cpp)), tmp_path, 4).execution
    assert execution.answered, execution


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "stage", "outcome"),
    [
        ("return x +;", "build", Outcome.SYNTAX),
        ('return std::string("a");', "build", Outcome.TYPE),
        ("return missing;", "build", None),
        ("assert(x == 5); return x;", "run", Outcome.ASSERTION),
        ("return std::vector<long>(1L << 50).size();", "run", Outcome.MEMORY),
        ('throw std::runtime_error("x");', "run", None),
    ],
)
def test_messages(body: str, stage: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "int"), (Case((2,), 0),))
    execution = run(cpp, program(cpp, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert execution.stage == stage
    assert cpp.reading(execution) is outcome, execution.stderr
    assert stage == "run" or cpp.line(execution) == 5


@pytest.mark.toolchain
@pytest.mark.parametrize(("body", "passes"), [("6 * (xs.size() == 3)", True), ("3", False)])
def test_foreign_tests_speak_the_channel(body: str, passes: bool, tmp_path: Path) -> None:
    tests, count = cpp.adapt(FOREIGN)
    prompt = cpp.prompt(PROBE.doc, PROBE.signature)
    text = f"{prompt}    return {body};\n{tests}"
    execution = run(cpp, text, tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes
    assert cpp.reading(execution) is (None if passes else Outcome.ASSERTION)
