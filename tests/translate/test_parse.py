"""Python tests to cases: every form that is understood, and a reason for each that is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.translate import assertions, parse
from newtongue.translate.infer import conforms

CODE = "def f(x, k=2):\n    return x\n"


def problem(tests: str, code: str = CODE) -> Problem:
    return parse.problem(parse.Source("n", "f", code, tests))


def reason(tests: str, code: str = CODE) -> str:
    with pytest.raises(Unsupported) as refused:
        problem(tests, code)
    return refused.value.message


@pytest.mark.parametrize(
    ("test", "case"),
    [
        ("assert f(1) == 2", Case((1,), 2)),
        ("assert 2 == f(1)", Case((1,), 2)),
        ("assert f(1) == 2, 'said when it fails'", Case((1,), 2)),
        ("assert (f(1)) == 1 + 1", Case((1,), 2)),
        ("assert f('a')", Case(("a",), True)),
        ("assert not f('a')", Case(("a",), False)),
        ("assert f(1) is None", Case((1,), None)),
        ("assert f(1) is True", Case((1,), True)),
        ("assert f(1) == None", Case((1,), None)),
        ("assert f(1, 3) == 2", Case((1, 3), 2)),
        ("assert f(k=3, x=1) == 2", Case((1, 3), 2)),
        ("assert abs(f(1) - 0.5) < 1e-6", Case((1,), 0.5, 1e-6)),
        ("assert abs(0.5 - f(1)) <= 1e-6", Case((1,), 0.5, 1e-6)),
        ("assert 1e-6 > math.fabs(f(1) - 3)", Case((1,), 3.0, 1e-6)),
        ("import math\nassert math.isclose(f(1), 400, rel_tol=0.001)", Case((1,), 400.0, 0.4)),
        ("assert math.isclose(0.0, f(1), rel_tol=0.1, abs_tol=0.5)", Case((1,), 0.0, 0.5)),
        ("assert tuple(f(1)) == tuple([1, 2])", Case((1,), [1, 2])),
        ("lst = list(range(3))\nassert f(lst) == sum(lst)", Case(([0, 1, 2],), 3)),
        ("def check(candidate):\n    assert candidate(1) == 2\n", Case((1,), 2)),
    ],
)
def test_one_assertion_is_one_case(test: str, case: Case) -> None:
    assert problem(test).cases == (case,)
    assert type(problem(test).cases[0].expected) is type(case.expected)


def test_what_tests_nothing_is_left_out() -> None:
    tests = """
METADATA = {'author': 'jt', 'dataset': 'test'}

def check(candidate):
    print
    assert True, "This prints if this assert fails 1 (good for debugging!)"
    assert candidate(1) == 2
    assert tuple(candidate([3])) == tuple(f([3]))

def test_check():
    check(f)

test_check()
if __name__ == "__main__":
    test_check()
"""
    assert problem(tests).cases == (Case((1,), 2),)


def test_loops_over_literals_are_unrolled() -> None:
    tests = "for x, want in [(1, 'a'), (2, 'b')]:\n    assert f(x, x + 1) == want"
    assert problem(tests).cases == (Case((1, 2), "a"), Case((2, 3), "b"))


def test_defaults_are_filled_where_others_give_them_and_dropped_where_none_does() -> None:
    both = problem("assert f(1) == 1\nassert f(1, 5) == 2")
    assert both.cases == (Case((1, 2), 1), Case((1, 5), 2))
    assert [p.name for p in both.signature.params] == ["x", "k"]
    assert [p.name for p in problem("assert f(1) == 1").signature.params] == ["x"]


@pytest.mark.parametrize(
    ("tests", "why"),
    [
        ("import random\nassert f(random.random()) == 1", assertions.RANDOM),
        ("from random import choice\nassert f(1) == 1", assertions.RANDOM),
        ("assert set(f(1)) == set([1])", assertions.UNORDERED),
        ("assert sorted(f(1)) == [1]", assertions.UNORDERED),
        ("assert int(f(1)) == 1", assertions.CONVERTED),
        ("assert round(f(1), 2) == 1", assertions.CONVERTED),
        ("assert f(Pair(1, 2)) == 1", "a test calls another function"),
        ("root = Node(1)\nassert f(root) == 1", "a test calls another function"),
        ("assert f(1) == helper(2)", "a test calls another function"),
        ("assert f(1) == f(2)", "a test's answer calls the function itself"),
        ("assert f(f(1)) == 2", "a test calls another function"),
        ("assert f(int) == 1", "a test has a value that is no constant"),
        ("assert f(1) == 1j", "a test has a complex number"),
        ("assert f(1) != 1", assertions.FORM),
        ("assert f(1) == 1 == 1", assertions.FORM),
        ("assert f(1) or f(2)", assertions.FORM),
        ("assert len(x) == 1", assertions.FORM),
        ("assert math.isclose(f(1), 'a')", assertions.FORM),
        ("try:\n    f(1)\nexcept ValueError:\n    pass", assertions.MORE),
        ("x = [1]\nx[0] = 2\nassert f(x) == 1", assertions.MORE),
        ("for i in range(9):\n    pass", assertions.MORE),
        ("assert f() == 1", assertions.TOO_FEW),
        ("assert f(k=1) == 1", assertions.TOO_FEW),
        ("assert f(1, 2, 3) == 1", assertions.TOO_FEW),
        ("assert f(1, z=3) == 1", assertions.FORM),
        ("x = 1", "no test"),
        ("assert f(1) ==", "the source is not Python"),
    ],
)
def test_what_cannot_be_said_has_a_reason(tests: str, why: str) -> None:
    assert reason(tests) == why


def test_a_function_that_is_not_there_or_not_plain() -> None:
    assert reason("assert f(1) == 1", "def g(x): pass") == "the function is not defined"
    assert reason("assert f(1) == 1", "def f(*xs): pass") == "parameters that are not plain"
    assert reason("assert f(1) == 1", "def f(x:") == "the source is not Python"


def test_nothing_is_executed(tmp_path: Path) -> None:
    mark = f"{tmp_path}/ran"
    code = f"open({mark!r}, 'w')\ndef f(x=open({mark!r}, 'w')):\n    '''Text.'''\n"
    made = problem("import os\nassert f(1) == 1\n", code)
    assert made.doc == "Text."
    reason(f"assert f(open({mark!r}, 'w')) == 1", code)
    assert not (tmp_path / "ran").exists()


def test_text_signature_and_reference_are_read() -> None:
    code = (
        "from typing import List\n\ndef helper(x): return x\n\n"
        "def f(xs: List[int], k: int) -> int:\n"
        '    import math\n    """ Count.\n\n    >>> f([1], 2)\n    3\n    """\n    return 0\n'
    )
    made = problem("assert f([1], 2) == 3", code)
    assert made.doc == "Count.\n\n>>> f([1], 2)\n3"
    assert [(p.name, str(p.type)) for p in made.signature.params] == [
        ("xs", "list[int]"),
        ("k", "int"),
    ]
    assert made.reference == code
    stub = 'def f(x):\n    """Text."""\n    ### Canonical solution below ###\n    pass\n'
    assert problem("assert f(1) == 1", stub).reference is None


def test_an_escaped_newline_does_not_tear_a_doctest_apart() -> None:
    code = 'def f(x):\n    """Text.\n\n    >>> f("a\\nb")\n    \'c\'\n    """\n'
    assert problem("assert f('') == ''", code).doc == "Text.\n\n>>> f(\"a\\nb\")\n'c'"
    escaped = 'def f(x):\n    """A \\\\ and \\x41."""\n'
    assert problem("assert f('') == ''", escaped).doc == "A \\ and A."


def test_the_function_that_the_tests_call() -> None:
    code = "def helper(x): pass\ndef f(x): pass"
    assert parse.tested("assert set(f(1)) == set([2])", code) == "f"
    assert parse.tested("assert g(1)", code) == parse.tested("assert (", code) == ""


@given(st.lists(st.tuples(st.integers(), st.booleans() | st.text(max_size=4)), min_size=1))
def test_values_survive_and_conform(rows: list[tuple[int, object]]) -> None:
    made = problem("\n".join(f"assert f({x!r}) == {want!r}" for x, want in rows))
    assert [(c.args[0], c.expected) for c in made.cases] == rows
    assert all(conforms(c.expected, made.signature.returns) for c in made.cases)
