"""Perl's own: false in two forms, keys that are texts, scalar context, Test::Deep."""

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

perl = languages.get("perl")

FOREIGN = """\
use Test::Deep;


sub testhumaneval {
    my $candidate = \\&total;
        if(eq_deeply($candidate->([1, 2, 3]),6)) {
        print "ok!" }else{
        exit 1;
        }
        if(eq_deeply($candidate->([]),0)) {
        print "ok!" }else{
        exit 1;
        }
}

testhumaneval();"""


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ((1, None), "tuple[int, none]", "[1, undef]"),
        ({"a": [1]}, "dict[str, list[int]]", '{"a" => [1]}'),
        ({2, 1}, "set[int]", "{1 => 1, 2 => 1}"),
        ([True, False], "list[bool]", '[1, ""]'),
        (5.0, "float", "5"),
        (1e300, "float", "1e+300"),
        (-math.inf, "float", '"-inf" + 0'),
        ('$a @b %c "\\\n', "str", '"\\$a \\@b %c \\"\\\\\\n"'),
        ("\x001é😀\u202e", "str", '"\\x{0}1é😀\\x{202e}"'),
    ],
)
def test_values(value: Any, kind: str, text: str) -> None:
    assert perl.value(value, parse_type(kind)) == text


@pytest.mark.parametrize(
    "value", [{None: 1}, {(1, 2): 3}, {1: 2, "1": 3}, {True, "1"}, {0.5, "0.5"}, 2**63, "\ud800"]
)
def test_what_cannot_be_said(value: Any) -> None:
    with pytest.raises(Unsupported):
        perl.value(value, parse_type("any"))


def test_prompt() -> None:
    s = signature("xs: list[int]; _: int", "int", "y")
    assert perl.prompt("Say it.\n\nTwice.", s) == (
        "# Say it.\n#\n# Twice.\nsub y {\n    my ($xs, $__) = @_;\n"
    )


# a class that equals everything, also as a tied hash
OBLIGING = """\
{ package T; use overload '==' => sub { 1 }, 'eq' => sub { 1 }, '""' => sub { '1' };
  sub TIEHASH { bless {} } sub FETCH { 1 } sub EXISTS { 1 } sub FIRSTKEY { 2 } sub NEXTKEY { } }
"""


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "expected", "failed"),
    [
        ("return 5.0", 5, None),
        ("return '5.0'", 5, None),
        ("return '5 '", 5, '0 "5 "'),
        ("return 'abc'", 0, '0 "abc"'),
        ("return ''", 0, '0 ""'),
        ("return 0", "", "0 0"),
        ("return 5", "5", None),
        ("return '5.0'", "5", '0 "5.0"'),
        ("return $x == 2", False, None),
        ("return 0", False, None),
        ("return", False, "0 undef"),
        ("return '0.0'", False, '0 "0.0"'),
        ("return $x == 1", True, None),
        ("return 2", True, "0 2"),
        ("return", None, None),
        ("return ''", None, '0 ""'),
        ("return [0, '']", (False, False), None),
        ("return {1 => 1, 2 => 1}", {1, 2}, None),
        ("return [1, 2]", {1, 2}, "0 [1, 2]"),
        ("return {a => [9**9**9]}", {"a": [math.inf]}, None),
        ("return {b => undef, a => [1]}", {}, "0 {a => [1], b => undef}"),
        ("return [undef, 1]", (None, 1), None),
        ("return reverse 'abc'", "cba", None),
        ("$, = '-'; $\\ = '!'; $/ = undef; return 'x'", "x", None),
        ("use bigint; return 2 ** 40", 2**40, None),
        ("return bless [1], 'Odd'", [1], "0 Odd"),
        (f"{OBLIGING} return bless({{}}, 'T')", 1, "0 T"),
        (f"{OBLIGING} return bless({{}}, 'T')", "1", "0 T"),
        (f"{OBLIGING} tie(my %h, 'T'); return \\%h", {1}, "0 {2 => 1}"),
    ],
)
def test_equality(body: str, expected: Any, failed: str | None, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "any"), (Case((1,), expected),))
    execution = run(perl, program(perl, problem, f"    {body};\n"), tmp_path, 1).execution
    assert execution.failed == failed, execution.stderr
    assert execution.answered is (failed is None)


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return (1, 2;", Outcome.SYNTAX),
        ('return "abc;', Outcome.SYNTAX),
        ("return m/abc;", Outcome.SYNTAX),
        ("use strict; $y = 5;", None),
        ("use NoSuch;", None),
        ("eval '1 +'; die $@;", None),
        ("return 1 / 0;", None),
        ("my $n = 1 << 40; return 'a' x $n;", Outcome.MEMORY),
    ],
)
def test_messages(body: str, outcome: Outcome | None, tmp_path: Path) -> None:
    problem = Problem("p", "D", signature("x: int", "any"), (Case((1,), 0),))
    execution = run(perl, program(perl, problem, f"    {body}\n"), tmp_path, 1).execution
    assert execution.exit_code != 0
    assert perl.reading(execution) is outcome, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize("name", ["sort", "print", "ref", "s", "y", "q", "keys", "if", "sub"])
def test_a_function_may_be_called_like_a_builtin(name: str, tmp_path: Path) -> None:
    problem = Problem("p", "", signature("x: int", "list[int]", name), (Case((1,), [1]),))
    text = program(perl, problem, "    return [$x];\n")
    execution = run(perl, text, tmp_path, 1).execution
    assert execution.answered, execution.stderr


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("my $s = 0; $s += $_ for @$xs; return $s;", Outcome.PASSED),
        ("return scalar(@$xs);", Outcome.ASSERTION),
        ("die;", None),
    ],
)
def test_foreign_tests_speak_the_channel(
    body: str, outcome: Outcome | None, tmp_path: Path
) -> None:
    tests, count = perl.adapt(FOREIGN)
    prompt = perl.prompt(PROBE.doc, PROBE.signature)
    execution = run(perl, f"{prompt}    {body}\n}}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.answered is (outcome is Outcome.PASSED)
    assert reading(perl, execution) is outcome, execution
