"""The 40 starter problems: their cases are right, sharp, and speak of every type.

The programs that run here are our own references and hand-made wrong variants of them.
"""

from __future__ import annotations

import ast
import copy
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from newtongue.benchmarks import starter
from newtongue.core.problem import Problem, encode, problem_from_json, problem_to_json
from newtongue.core.signature import LEAVES, Type

BENCHMARK = starter.load("starter", lambda stems: pytest.fail(f"looked for {stems}"))
PROBLEMS = BENCHMARK.problems
BY_FUNCTION = {p.signature.name: p for p in PROBLEMS}

RARE = {"any", "union"}

MUTANTS: dict[str, list[tuple[str, str]]] = {
    "seat_number": [("row - 1", "row"), ("* 12", "* 11"), ("+ seat", "+ seat - 1")],
    "is_freezing": [("<=", "<"), ("<=", ">="), ("<= 0", "<= -1")],
    "greet_guest": [('(name or "guest")', "name"), ('"!"', '"."'), ('"Welcome, "', '"Welcome "')],
    "battery_label": [("<= 20", "< 20"), ("< 80", "<= 80"), ("== 0", "< 0")],
    "minutes_until": [(" % 1440", ""), ("1440", "720"), ("- minute", "+ minute")],
    "picked_up": [(">= 5", "> 5"), (">= 5", ">= 4"), ("sum(coin", "sum(1")],
    "average_step": [("else 0.0", "else 1.0"), ("/ len", "// len"), ("len(lengths)", "2")],
    "say_twice": [("+ between +", "+"), ("between + word", "between"), ("between", "between[:0]")],
    "split_bill": [
        ("cents // people, cents % people", "cents % people, cents // people"),
        ("cents // people,", "-(-cents // people),"),
    ],
    "longest_streak": [("else 0", "else now"), ("max(best, now)", "now"), ("now + 1", "1")],
    "called": [("nickname is None", "not nickname"), ("nickname is None", "True")],
    "missing_page": [
        ("page + 1\n    return", "following - 1\n    return"),
        ("!= page + 1", "== 0"),
    ],
    "swap_ends": [("< 2", "< 3"), ("line[1:-1]", "line[-2:0:-1]"), ("line[0]]", "line[-1]]")],
    "tools_to_buy": [("needed - owned", "needed ^ owned"), ("- owned", "& owned"), ("- owned", "")],
    "parcels_per_city": [(" + 1", ""), ("counts.get(label, 0) + 1", "1"), ("label, 0", "label, 1")],
    "quoted": [
        ('text.replace("\\\\", "\\\\\\\\")', "text"),
        (".replace('\"', '\\\\\"')", ""),
        ("'\"' + escaped", "escaped"),
    ],
    "heights_reached": [("height += climb", "height = climb"), ("0.0", "1.0")],
    "read_codes": [("number: word", "len(word): word"), ("number: word", "abs(number): word")],
    "tallest": [("> heights", ">= heights"), ("> heights", "< heights"), ("sorted(h", "list(h")],
    "shared_digits": [("&", "|"), ("int(digit)", "int(digit) % 8"), ("str(second)", '"0123456"')],
    "attendance": [("in came", "not in came"), ("in invited", "in sorted(came)")],
    "price_tags": [("goods, prices", "goods, sorted(prices)"), ("zip(goods", "zip(goods[:2]")],
    "on_one_line": [
        ('.replace("\\\\", "\\\\\\\\")', ""),
        ('.replace("\\t", "\\\\t")', ""),
        ('"\\\\n")', '" ")'),
    ],
    "read_ticket": [("code[1:]", "code[1:2]"), ("code.endswith", "not code.endswith")],
    "walk": [('"E") - ', '"E") + '), ("return x, y", "return y, x"), ("y += steps", "y -= steps")],
    "unbroken_relay": [("all(", "any("), ("given[0]", "given[1]"), ("taken[1]", "taken[0]")],
    "middle_wait": [("sorted(minutes)", "minutes"), ("-half - 1", "half"), ("]) / 2", "]) // 2")],
    "describe": [("isinstance(value, str)", "value"), ("number {", "{"), ("str)", "int)")],
    "fence_cost": [(" or j in (0, last_column)", ""), ("(0, last_row)", "(0,)"), (" or ", " and ")],
    "by_initial": [(".lower()", ""), ("if name:", "if True:"), ("name[0]", "name[-1]")],
    "stock_after": [(">= number", "> number"), ("number > 0", "True"), ("-= number", "-= 1")],
    "box_depth": [("return 0", "return 1"), ("max(", "sum("), ("default=0", "default=-1")],
    "first_reading": [("is not None", "!= 0"), ("return None", "return 0"), ("is not None", "")],
    "all_dishes": [
        ("extend(line)", "extend(line[:1])"),
        ("extend(line)", "extend(sorted(line)[1:])"),
    ],
    "unread": [("!= reader", "== reader"), ('["room"]] =', '["by"]] ='), ("+ 1", "+ 2")],
    "open_hours": [
        ("<= times", "< times"),
        ("sorted(shifts)", "shifts"),
        ("max(times[-1][1], f", "(f"),
    ],
    "baked_by": [("max(done, ready)", "ready"), ("[0] * ovens", "[0]"), (" + needed", " + 1")],
    "reachable": [("{start}", "set()"), ("todo.append(room)", "pass")],
    "cheapest_trip": [
        ("cost + fare", "cost + 1"),
        ("return cost", "return cost or None"),
        ("(cost + fare, other)", "(fare, other)"),
    ],
    "run_tape": [("insert(-1, top)", "append(top)"), ("2 * top", "top"), ("else 1", "else 0")],
}


def function_of(problem: Problem, program: str) -> Callable[..., Any]:
    """Define our own program and give its function."""
    space: dict[str, Any] = {}
    exec(program, space)
    function: Callable[..., Any] = space[problem.signature.name]
    return function


def agrees(got: Any, expected: Any, tolerance: float | None) -> bool:
    """Equality of value and type, with floats inside the tolerance."""
    if isinstance(expected, float) and isinstance(got, float):
        return math.isclose(got, expected, rel_tol=0, abs_tol=tolerance or 0)
    if isinstance(expected, list | tuple) and type(got) is type(expected):
        pairs = zip(got, expected, strict=False)
        return len(got) == len(expected) and all(agrees(a, b, tolerance) for a, b in pairs)
    return type(got) is type(expected) and got == expected


def passes(problem: Problem, function: Callable[..., Any]) -> bool:
    for case in problem.cases:
        try:
            got = function(*copy.deepcopy(case.args))
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            return False
        if not agrees(got, case.expected, case.tolerance):
            return False
    return True


def fits(value: Any, kind: Type) -> bool:
    """The value is one of the type."""
    parts = kind.of
    match kind.name:
        case "any":
            found = True
        case "optional":
            found = value is None or fits(value, parts[0])
        case "union":
            found = any(fits(value, part) for part in parts)
        case "list" | "set":
            found = type(value).__name__ == kind.name and all(fits(v, parts[0]) for v in value)
        case "dict":
            found = isinstance(value, dict) and all(
                fits(k, parts[0]) and fits(v, parts[1]) for k, v in value.items()
            )
        case "tuple":
            parts = parts[:1] * len(value) if kind.variadic else parts
            found = isinstance(value, tuple) and len(value) == len(parts)
            found = found and all(fits(v, part) for v, part in zip(value, parts, strict=True))
        case _:
            found = type(value).__name__ == kind.name
    return found


def test_there_are_forty_with_numbered_names() -> None:
    assert len(PROBLEMS) == 40
    names = [f"starter_{i}_{p.signature.name}" for i, p in enumerate(PROBLEMS)]
    assert [p.name for p in PROBLEMS] == names
    assert len(BY_FUNCTION) == 40
    assert {(p.benchmark, p.source, p.licence) for p in PROBLEMS} == {
        ("starter", "newtongue", "Apache-2.0")
    }
    assert BENCHMARK.unsupported == {}
    assert len(BENCHMARK.data_sha256) == 64


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_the_reference_gives_every_expected_value(problem: Problem) -> None:
    assert problem.reference is not None
    assert 5 <= len(problem.cases) <= 10
    assert passes(problem, function_of(problem, problem.reference))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_values_are_of_their_types(problem: Problem) -> None:
    for case in problem.cases:
        for value, param in zip(case.args, problem.signature.params, strict=True):
            assert fits(value, param.type), (value, str(param.type))
        assert fits(case.expected, problem.signature.returns), case


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_no_constant_and_no_argument_passes(problem: Problem) -> None:
    answers = {json.dumps(encode(case.expected)) for case in problem.cases}
    assert len(answers) >= 2
    for case in problem.cases:
        assert not passes(problem, lambda *_, value=case.expected: value)
    assert not passes(problem, lambda *args: args[0])


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_wrong_variants_fail(problem: Problem) -> None:
    variants = MUTANTS[problem.signature.name]
    assert len(variants) >= 2
    for old, new in variants:
        assert problem.reference is not None
        head, colon, body = problem.reference.partition(":\n")
        assert old in body, (old, body)
        wrong = head + colon + body.replace(old, new)
        assert not passes(problem, function_of(problem, wrong)), (old, new)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_doctests_are_true(problem: Problem) -> None:
    assert problem.reference is not None
    space: dict[str, Any] = {}
    exec(problem.reference, space)
    lines = problem.doc.splitlines()
    calls = [i for i, line in enumerate(lines) if line.startswith(">>> ")]
    assert 1 <= len(calls) <= 2
    for i in calls:
        assert eval(lines[i][4:], space) == ast.literal_eval(lines[i + 1])


def test_the_reference_does_not_change_its_arguments() -> None:
    for problem in PROBLEMS:
        function = function_of(problem, problem.reference or "")
        for case in problem.cases:
            args = copy.deepcopy(case.args)
            function(*args)
            assert args == case.args, problem.name


def test_every_type_occurs_and_rare_ones_stay_rare() -> None:
    kinds = {t.name for p in PROBLEMS for t in p.signature.types()}
    leaves = LEAVES - {"none"}  # None occurs as a value of optional
    assert kinds == leaves | {"list", "set", "dict", "tuple", "optional", "union"}
    tuples = [t for p in PROBLEMS for t in p.signature.types() if t.name == "tuple"]
    assert {t.variadic for t in tuples} == {True, False}
    values = [v for p in PROBLEMS for c in p.cases for v in (*c.args, c.expected)]
    assert None in values
    text = "".join(v for v in values if isinstance(v, str))
    assert all(mark in text for mark in ('"', "'", "\\", "\n", "\t", "🎈", "é"))
    assert any(c.tolerance for p in PROBLEMS for c in p.cases)

    def rare(problem: Problem) -> bool:
        types = problem.signature.types()
        holes = any(t.name == "list" and t.of[0].name == "optional" for t in types)
        return holes or bool(RARE & {t.name for t in types})

    assert sum(map(rare, PROBLEMS)) == 4


def test_texts_are_plain_and_rows_come_back() -> None:
    for problem in PROBLEMS:
        assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem
        assert problem.doc == problem.doc.strip()
        assert max(map(len, problem.doc.splitlines())) <= 100
        text = problem.doc.partition(">>>")[0]
        assert "```" not in text
        assert text.rstrip().endswith(".")
