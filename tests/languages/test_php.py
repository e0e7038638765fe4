"""PHP's own: arrays for everything, keys, names of functions that are there already."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE
from tests.conftest import data_file, need_program
from tests.languages.run import program, run
from tests.languages.test_base import signature

php = languages.get("php")

FOREIGN = """\
function candidate(...$args) {
    return total(...$args);
}

function test(): void {
    if (candidate(array(1, 2, 3)) !== 6) { throw new Exception("Test failed!"); }
    if (candidate(array()) !== 0) { throw new Exception("Test failed!"); }
}

test();"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-(2**63), "PHP_INT_MIN"),
        (-0.0, "-0.0"),
        (5.0, "5.0"),
        (-math.inf, "-INF"),
        ((None, [1]), "[null, [1]]"),
        ({2, 1}, "[1 => true, 2 => true]"),
        ({1, 0}, "[1 => true, 0 => true]"),
        ({0: "a", 1: "b"}, '[0 => "a", 1 => "b"]'),
        ('"\\\n\x001${a}$a{$a}😀\u202e', '"\\"\\\\\\n\\u{0}1\\${a}\\$a{\\$a}😀\\u{202e}"'),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert php.value(value, parse_type("any")) == text


@pytest.mark.parametrize(
    "value", [2**63, {1: 2, "1": 3}, {(1, 2): 3}, {True: 1}, {0.5: 1}, "\ud800"]
)
def test_what_an_array_cannot_hold(value: Any) -> None:
    with pytest.raises(Unsupported):
        php.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("list: list[int]; this: int", "int", "Count")
    assert php.prompt("Say it.\n\nTwice?>", s) == (
        "<?php\n// Say it.\n//\n// Twice? >\nfunction Count_($list, $this_) {\n"
    )


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("return 5;", 5.0, None),
        ("return '5';", 5, "0 '5'"),
        ("return 1;", True, "0 1"),
        ("return '';", False, "0 ''"),
        ("return;", None, None),
        ("return 0;", None, "0 0"),
        ("return [];", {}, None),
        ("return [1 => 'b', 0 => 'a'];", {0: "a", 1: "b"}, None),
        ("return [1 => 'b', 0 => 'a'];", ["a", "b"], "0 array ( 1 => 'b', 0 => 'a', )"),
        ("return [0 => true, 1 => true];", {0, 1}, None),
        ("return ['b' => [1], 'a' => 2];", {"a": 2, "b": [1.0]}, None),
        ("return ['a' => null];", {"b": None}, "0 array ( 'a' => NULL, )"),
        ("return [NAN, INF];", [math.nan, math.inf], None),
        ("return new ArrayObject();", [], r"0 \ArrayObject::__set_state(array( ))"),
        (r'return ["a\n\xff"];', [], "0 array ( 0 => 'a ?', )"),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(php, program(php, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.failed == failed
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return (;", Outcome.SYNTAX),
        ("return $x->y();", None),
        ("return eval('(');", None),
        ("return missing();", None),
        ("return str_repeat('a', 1 << 31);", Outcome.MEMORY),
        ("throw new AssertionError('x');", Outcome.ASSERTION),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(php, program(php, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code == 255
    assert php.reading(execution) is outcome, execution.stderr
    assert php.line(execution) == 4


@pytest.mark.toolchain
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests(probe: str, passes: bool, tmp_path: Path) -> None:
    tests, count = php.adapt(FOREIGN)
    prompt = php.prompt(PROBE.doc, PROBE.signature)
    body = (languages.probes("php") / f"{probe}.php").read_text()
    execution = run(php, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is passes, execution
    assert (execution.failed is None) is passes


@pytest.fixture(scope="module")
def internal() -> set[str]:
    """Every function that PHP has by itself."""
    listing = 'echo json_encode(get_defined_functions()["internal"]);'
    command = [need_program("php", "newtongue languages install php"), "-r", listing]
    return set(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def check_no_name_is_taken(benchmark: str, taken: set[str]) -> None:
    names = {php.identifier(p.signature.name) for p in benchmarks.load(benchmark).problems}
    assert names
    assert not {name for name in names if name.lower() in taken}


@pytest.mark.toolchain
def test_no_function_of_the_starter_is_there_already(internal: set[str]) -> None:
    check_no_name_is_taken("starter", internal)


@pytest.mark.toolchain
@pytest.mark.data
@pytest.mark.parametrize(
    ("benchmark", "file"),
    [
        ("multipl-e-humaneval", "multipl-e-originals"),
        ("multipl-e-mbpp", "multipl-e-mbpp-typed"),
        ("humaneval", "humaneval"),
        ("mbpp", "mbpp"),
    ],
)
def test_no_function_of_a_benchmark_is_there_already(
    benchmark: str, file: str, internal: set[str]
) -> None:
    data_file(file)
    check_no_name_is_taken(benchmark, internal)


@pytest.mark.toolchain
@pytest.mark.parametrize("name", ["BinDec", "array_key_last", "str_contains", "fdiv", "split"])
def test_a_function_may_be_called_like_one_of_phps(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "int", name), (Case((1,), 7),))
    execution = run(php, program(php, problem, "    return 7;"), tmp_path, 1).execution
    assert execution.answered, execution.stderr
