"""Bash's own: texts for values, their quotes, equality that follows the expected value."""

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
from tests.languages.test_contract import reading

bash = languages.get("bash")

FOREIGN = """\
}

candidate() {
    total "$@"
}

set -e
run_test() {
    [[ $(candidate "1 2 3") = "6" ]]
    [[ $(candidate "") = "0" ]]
}

run_test"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (5, "int", '"5"'),
        (1e300, "float", '"1e+300"'),
        (-math.inf, "float", '"-inf"'),
        (True, "bool", '"true"'),
        (None, "optional[int]", '"None"'),
        ('a"\\$`!', "str", '"a\\"\\\\\\$\\`!"'),
        ("a'b\n\t\x07é😀", "str", "$'a\\'b\\n\\t\\x07\\xc3\\xa9\\xf0\\x9f\\x98\\x80'"),
        ([1, -2.5], "list[float]", '"1.0 -2.5"'),
        (["a", "", "b c", "don't"], "list[str]", "\"a '' 'b c' don't\""),
        (["d\ne", "'x"], "list[str]", "\"\\$'d\\\\ne' \\$'\\\\'x'\""),
        (("a", True), "tuple[str, bool]", '"a true"'),
        ([[1, 2], [], [3]], "list[list[int]]", "$'1 2\\n\\n3'"),
        ([[]], "list[list[int]]", "$'\\n'"),
        ({"a": [1, 2], "b,c": []}, "dict[str, list[int]]", "$'a,1 2\\n$\\'b,c\\','"),
        ([{"a": 1, "b": 2}], "list[dict[str, int]]", "\"\\$'a,1\\\\nb,2'\""),
        ([4, [], {}, "x"], "any", "\"4 '' '' x\""),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert bash.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    ("value", "kind"), [(2**63, "int"), ("\0", "str"), ("\ud800", "str"), (1.5, "int"), (3, "str")]
)
def test_what_cannot_be_said(value: Any, kind: str) -> None:
    with pytest.raises(Unsupported):
        bash.value(value, parse_type(kind))


@pytest.mark.parametrize(
    ("value", "kind"),
    [("a\n", "str"), ([[1], []], "list[list[int]]"), ([[]], "list[list[int]]")],
)
def test_no_answer_ends_with_the_end_of_a_line(value: Any, kind: str) -> None:
    s = signature("x: int", kind)
    with pytest.raises(Unsupported):
        bash.check(s, Case((1,), value), 0)
    with pytest.raises(Unsupported):
        bash.row(s, Case((1,), value))


def test_prompt() -> None:
    s = signature("xs: list[str]; d: dict[str, int]", "list[optional[tuple[int, float]]]", "test")
    assert bash.prompt("Say it.", s) == (
        "#!/bin/bash\n# Say it.\n#\n"
        "# $1 (xs) is a space-separated list, blanks in items quoted.\n"
        "# $2 (d) is a two-column CSV.\n"
        "# Prints a newline-separated list, each line a space-separated list or None.\ntest() {\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("echo 5.0", 5, None),
        ("echo +05", 5, None),
        ("echo -0", 0, None),
        ("echo 5e0", 5.0, None),
        ("echo .33333333333333333333", 1 / 3, None),
        ("echo 0.3333", 1 / 3, "0 0.3333"),
        ("echo 9223372036854775806", 2**63 - 1, "0 9223372036854775806"),
        ("echo NaN", math.nan, None),
        ("echo nano", math.nan, "0 nano"),
        ("echo 5", math.inf, "0 5"),
        ("echo 5", "5", None),
        ("echo 5.0", "5", "0 5.0"),
        ("echo five", 5, "0 five"),
        ("echo", 0, "0 "),
        ("echo 1", True, "0 1"),
        ("echo -n true", True, None),
        ("printf 'a\\n\\n'", "a", None),
        ("echo ' a'", "a", "0  a"),
        ("echo '*'", ["*"], None),
        ("echo ' 1  2 '; echo 3.0", [1, 2, 3], None),
        ("echo 1 2 3 4", [1, 2, 3], "0 1 2 3 4"),
        ("echo a b c", ["a b", "c"], "0 a b c"),
        ("echo '\"a b\" c'", ["a b", "c"], None),
        ("echo \"'a b' \\$'c\\\\nd' '' don't\"", ["a b", "c\nd", "", "don't"], None),
        ("echo '\"$(echo a b)\" c'", ["a b", "c"], '0 "$(echo a b)" c'),
        ("echo 3 2.0 1", {1, 2, 3}, None),
        ("echo 3 1 1", {1, 3}, "0 3 1 1"),
        ("printf '1 2\\n4\\n3\\n'", [[1, 2], [4], [3]], None),
        ("printf '1 2\\n3\\n'", [[1, 2], [4], [3]], "0 1 2?3"),
        ("printf 'b,2 1\\na,\\n'", {"a": set(), "b": {1, 2}}, None),
        ("printf 'b,2\\na\\n'", {"a": 1, "b": 2}, "0 b,2?a"),
        ("printf '%s\\n' \"\\$'x,y',1,5\"", {"x,y": "1,5"}, None),
        ("echo '1,a b'; echo '2,'", {2: "", 1.0: "a b"}, None),
        ("echo 2 a; echo 1 b", {(1, "b"), (2, "a")}, None),
        ("exit 3", [], None),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(bash, program(bash, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("if true; then echo 1", Outcome.SYNTAX),
        ('echo "1', Outcome.SYNTAX),
        ("echo $((1 + 2)", Outcome.SYNTAX),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(bash, program(bash, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert bash.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "message"), [("eval 'if'", "eval: line"), ("echo $((1 + ))", "1 + : syntax error")]
)
def test_an_error_in_a_running_function_is_a_wrong_answer(
    body: str, message: str, tmp_path: Path
) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(bash, program(bash, problem, f"  {body}\n"), tmp_path, 1).execution
    assert execution.failed == "0 "
    assert message in execution.stderr
    assert bash.reading(execution) is None


@pytest.mark.toolchain
@pytest.mark.parametrize("name", ["sort", "test", "printf", "echo", "read", "exit", "awk", "time"])
def test_a_function_may_be_called_like_a_command(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "float", name), (Case((1,), 1.5),))
    execution = run(bash, program(bash, problem, "  builtin echo 1.50\n"), tmp_path, 1).execution
    assert execution.answered, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ('s=0; for x in $1; do ((s += x)); done; echo "$s"', Outcome.PASSED),
        ("echo 6; false", Outcome.ASSERTION),
        ("no_such_command", Outcome.ASSERTION),
    ],
)
def test_foreign_tests_speak_the_channel(body: str, outcome: Outcome, tmp_path: Path) -> None:
    tests, count = bash.adapt(FOREIGN)
    prompt = bash.prompt(PROBE.doc, PROBE.signature)
    execution = run(bash, f"{prompt}    {body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is (outcome is Outcome.PASSED)
    assert reading(bash, execution) is outcome, execution
