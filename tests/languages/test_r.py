"""R's own: vectors and lists, what is empty, names, a harness out of a completion's reach."""

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
from tests.languages.test_contract import reading

r = languages.get("r")

FOREIGN = """\
test_humaneval <- function() {
    candidate <- total
    stopifnot(isTRUE(all.equal(candidate(c(1, 2, 3)), 6)))
    stopifnot(isTRUE(all.equal(candidate(c()), 0)))
}
test_humaneval()"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ([[1, 2], []], "list[list[int]]", "list(c(1, 2), c())"),
        ([True, 1], "list[any]", "list(TRUE, 1)"),
        (2**53, "int", "9007199254740992"),
        (["a", None], "list[optional[str]]", 'list("a", NULL)'),
        ({2: "a", -0.5: "b"}, "dict[float, str]", 'list("2" = "a", "-0.5" = "b")'),
        ('a"\\\n$%\x07\u202e', "str", '"a\\"\\\\\\n$%\\U{7}\\U{202e}"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert r.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({None: 1}, "any"),
        ({(1,): 2}, "dict[tuple[int], int]"),
        ({1: 2, "1": 3}, "any"),
        ({0.1 + 0.2: 1}, "dict[float, int]"),
        ({2**53: 1}, "dict[int, int]"),
        ({math.nan: 1}, "dict[float, int]"),
        (2**53 + 1, "int"),
        (2**63 - 1, "int"),
        ("\0", "str"),
    ],
)
def test_what_cannot_be_said(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        r.value(value, parse_type(kind))


def test_prompt() -> None:
    s = signature("xs: list[int]; _: int; c: int", "int", "next")
    assert r.prompt("Say it.\n\nTwice.", s) == (
        "# Say it.\n#\n# Twice.\nnext_ <- function(xs, x_, c_) {\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("kind", "body", "expected", "failed"),
    [
        ("int", "5L", 5, None),
        ("float", "0.1 + 0.2", 0.3, "0 0.3"),
        ("int", "'5'", 5, '0 "5"'),
        ("int", "TRUE", 1, "0 TRUE"),
        ("int", "factor('a')", 1, '0 structure(1L, levels = "a", class = "factor")'),
        ("int", "c(5, 6)", 5, "0 c(5, 6)"),
        ("int", "list(5)", 5, "0 list(5)"),
        ("int", "c(a = 5)", 5, None),
        ("int", "NULL", 0, "0 NULL"),
        ("int", "NA", 0, "0 NA"),
        ("float", "NaN", math.nan, None),
        ("float", "NA_real_", math.nan, "0 NA_real_"),
        ("bool", "1", True, "0 1"),
        ("bool", "NA", False, "0 NA"),
        ("str", "NA_character_", "NA", "0 NA_character_"),
        ("str", "iconv('\u00e9', 'UTF-8', 'latin1')", "\u00e9", None),
        ("list[int]", "1:3", [1, 2, 3], None),
        ("list[int]", "list(1, 2)", [1, 2], None),
        ("list[int]", "list(a = 1)", [1], "0 list(a = 1)"),
        ("list[str]", "sapply(c('a', 'b'), toupper)", ["A", "B"], None),
        ("list[int]", "matrix(1:4, 2)", [1, 2, 3, 4], "0 structure(1:4, dim = c(2L, 2L))"),
        ("list[int]", "c()", [], None),
        ("list[int]", "character(0)", [], None),
        ("optional[list[int]]", "NULL", [], "0 NULL"),
        ("optional[list[int]]", "list()", [], None),
        ("optional[list[int]]", "NULL", None, None),
        ("optional[list[int]]", "list()", None, "0 list()"),
        ("tuple[str, bool]", "list('', TRUE)", ("", True), None),
        ("tuple[str, bool]", "c('', TRUE)", ("", True), '0 c("", "TRUE")'),
        ("list[list[int]]", "list(NULL, 1)", [[], [1]], None),
        ("list[list[int]]", "list(1)", [[], [1]], "0 list(1)"),
        ("set[int]", "c(3, 1)", {1, 3}, None),
        ("set[int]", "c(1, 1)", {1, 3}, "0 c(1, 1)"),
        ("dict[str, int]", "list(b = 2, a = 1)", {"a": 1, "b": 2}, None),
        ("dict[str, int]", "table(c('a', 'b', 'b'))", {"a": 1, "b": 2}, None),
        ("dict[str, int]", "list(1, 2)", {"a": 1, "b": 2}, "0 list(1, 2)"),
        ("dict[int, str]", "setNames(list('x'), 100000)", {100000: "x"}, None),
        ("dict[float, int]", "setNames(list(1, 2), c(0.1 * 3, 1 / 4))", {0.25: 2, 0.3: 1}, None),
        ("any", "setNames(list(1, 2, 3), c('b', 2, 'a'))", {2: 2, "a": 3, "b": 1}, None),
        (
            "any",
            "setNames(list(1, 1), c('1.0', 2))",
            {1: 1, "1.0": 1},
            '0 list("1.0" = 1, "2" = 1)',
        ),
        ("dict[str, list[int]]", "list(a = c(1, NA))", {"a": [1, 2]}, "0 list(a = c(1, NA))"),
        ("any", "list(1, mean)", [1, 2], '0 list(1, function (x, ...)  UseMethod("mean"))'),
    ],
)
def test_equality(kind: str, body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", kind), (Case((1,), expected),))
    execution = run(r, program(r, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("sum(c(1, 2)", Outcome.SYNTAX),
        ('"abc', Outcome.SYNTAX),
        ("x y", Outcome.SYNTAX),
        ("'\\d'", Outcome.SYNTAX),
        ("eval(parse(text = '1 +'))", None),
        ("no_such(x)", None),
        ("stop('unexpected symbol')", None),
        ("stopifnot(x == 2)", Outcome.ASSERTION),
        ("numeric(1e15)", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(r, program(r, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 1
    assert r.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize("name", ["length", "identical", "local", "file", "sum", "c", "list"])
def test_a_function_may_be_called_like_a_builtin(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1, 2]),))
    execution = run(r, program(r, problem, "  c(x, 2)\n"), tmp_path, 1).execution
    assert execution.answered, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [("sum(xs)", Outcome.PASSED), ("length(xs)", Outcome.ASSERTION), ("stop('no')", None)],
)
def test_foreign_tests_speak_the_channel(
    body: str, outcome: Outcome | None, tmp_path: Path
) -> None:
    tests, count = r.adapt(FOREIGN)
    prompt = r.prompt(PROBE.doc, PROBE.signature)
    execution = run(r, f"{prompt}  {body}\n}}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is (outcome is Outcome.PASSED)
    assert reading(r, execution) is outcome, execution


@pytest.mark.toolchain
def test_a_stub_passes_with_keys_of_several_types(tmp_path: Path) -> None:
    cases = [Case((1,), {"b": 1, 2: 2, "": 3, 0.5: 4}), Case((2,), {1: "x", "1.0": "x"})]
    problem = Problem("p", "", signature("x: int", "any"), tuple(cases))
    stub = cut(r.stub(problem.signature, cases), r.stops)
    execution = run(r, program(r, problem, stub), tmp_path, 2).execution
    assert execution.answered, execution
