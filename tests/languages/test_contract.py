"""What every language must do on its real toolchain: probes, stubs, tolerance, foreign tests.

No isolation here: the programs are the project's own. The judge's test runs them in the sandbox.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newtongue import languages
from newtongue.core.completion import Execution, Outcome, cut
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import parse_type
from newtongue.languages.base import PROBE, SHOWN, Language
from tests.languages.run import program, run
from tests.languages.test_base import signature

NAMES = languages.names()
pytestmark = pytest.mark.toolchain

KIND = "tuple[list[float], dict[str, list[int]], bool]"
SAMPLE = Problem(
    "sample",
    "Look it up in the list.",
    signature("a: list[int]; b: str; c: optional[float]; d: dict[int, bool]", KIND),
    (
        Case(([1, -2], "x\n", None, {}), ([], {}, True)),
        Case(([], '"$', 2.0, {1: True, 0: False}), ([1.5, -0.0], {"k": [], "": [-7]}, False)),
        Case(([], '"$', 2.5, {1: True}), ([float("nan"), float("inf")], {}, False)),
    ),
)

# MultiPL-E's tests in its own form; those of other languages stand in tests/languages/test_<key>.py
FOREIGN = {
    "python": """\
def check(candidate):
    assert candidate([1, 2, 3]) == 6
    assert candidate([]) == 0

def test_check():
    check(total)

test_check()
""",
    "lua": """\
lu = require('luaunit')

function test_humaneval()
local candidate = total
    lu.assertEquals(candidate({1, 2, 3}), 6)
    lu.assertEquals(candidate({}), 0)
end

os.exit(lu.LuaUnit.run())
""",
    "java": """\
    }
    public static void main(String[] args) {
    assert(total((new ArrayList<Long>(Arrays.asList((long)1l, (long)2l, (long)3l)))) == (6l));
    assert(total((new ArrayList<Long>(Arrays.asList()))) == (0l));
    }

}
""",
    "rust": """\
}

fn main() {
    let candidate = total;
    assert_eq!(candidate(vec![1, 2, 3]), 6);
    assert_eq!(candidate(Vec::<isize>::new()), 0);
}
""",
}


def reading(language: Language, execution: Execution) -> Outcome | None:
    """The judge's reading, as far as these tests need it."""
    if execution.limit:
        return Outcome.TIMEOUT
    if execution.failed is not None:
        return Outcome.ASSERTION
    if execution.exit_code == 0 and execution.stage == "run":
        return Outcome.PASSED if execution.answered else Outcome.EXIT
    return language.reading(execution)


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_passes_its_own_cases_and_no_changed_one(name: str, tmp_path: Path) -> None:
    language = languages.get(name)
    stub = cut(language.stub(SAMPLE.signature, SAMPLE.cases), language.stops)
    execution = run(language, program(language, SAMPLE, stub), tmp_path, 3).execution
    assert execution.answered, execution.stderr
    first, second, third = SAMPLE.cases
    changed = replace(second, expected=([1.5, 0.0], {"k": [], "": [-7, 0]}, False))
    other = replace(SAMPLE, cases=(first, changed, third))
    execution = run(language, program(language, other, stub), tmp_path, 3).execution
    assert (execution.failed or "").startswith("1 ")
    assert execution.ready is None
    assert not execution.answered


@pytest.mark.parametrize("name", NAMES)
def test_tolerance_is_absolute_and_only_where_it_is_asked(name: str, tmp_path: Path) -> None:
    language = languages.get(name)
    answers = [([1.0, 2.0], "a"), ([1.0, 2.0], "a"), ([1.0, 2.0], "a")]
    cases = [Case((i,), answer) for i, answer in enumerate(answers)]
    sig = signature("x: int", "tuple[list[float], str]")
    stub = cut(language.stub(sig, cases), language.stops)
    near = (
        Case((0,), ([1.0, 2.4], "a"), 0.5),
        Case((1,), ([0.5, 2.5], "a"), 0.5),
        Case((2,), ([1.0, 2.6], "a"), 0.5),
    )
    execution = run(language, program(language, Problem("p", "", sig, near), stub), tmp_path, 3)
    assert (execution.execution.failed or "").startswith("2 ")


@pytest.mark.parametrize("name", NAMES)
def test_no_tolerance_in_members_of_sets_and_keys(name: str, tmp_path: Path) -> None:
    language = languages.get(name)
    answer = ({"a": 1.0}, {1.0, 3.0}, {1.0: "x", 3.0: "x"})
    near: list[Any] = [({"a": 1.1}, *answer[1:])]
    near += [(answer[0], wrong, answer[2]) for wrong in ({1.1, 3.0}, {1.0, 0.9})]
    near += [(*answer[:2], wrong) for wrong in ({1.0: "x", 3.1: "x"}, {1.0: "x", 0.9: "x"})]
    kinds = ["dict[str, float]", "set[float]", "dict[float, str]"]
    sayable = [at for at, kind in enumerate(kinds) if _says(language, kind, answer[at])]
    assert 0 in sayable

    def case(x: int, whole: Any) -> Case:
        return Case((x,), (*(whole[at] for at in sayable), 0), 0.5)

    sig = signature("x: int", f"tuple[{', '.join([*(kinds[at] for at in sayable), 'int'])}]")
    stub = cut(language.stub(sig, [case(x, answer) for x in range(5)]), language.stops)
    problem = Problem("p", "", sig, tuple(case(x, whole) for x, whole in enumerate(near)))
    prompt = language.prompt(problem.doc, problem.signature)
    tests = language.lenient(language.tests(problem))
    ran = run(language, f"{prompt}{stub}\n{tests}", tmp_path, 5)
    expected = (*((1, 2) if 1 in sayable else ()), *((3, 4) if 2 in sayable else ()))
    assert ran.failures == expected, ran.execution


def _says(language: Language, kind: str, value: Any) -> bool:
    try:
        language.head(signature("x: int", kind))
        language.value(value, parse_type(kind))
    except Unsupported:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_what_was_got_is_one_short_printable_line(name: str, tmp_path: Path) -> None:
    language = languages.get(name)
    long: Any = ["a\n\x07b" * 90]
    sig = signature("x: int", "list[str]")
    stub = cut(language.stub(sig, [Case((1,), long)]), language.stops)
    problem = Problem("p", "", sig, (Case((1,), []),))
    failed = run(language, program(language, problem, stub), tmp_path, 1).execution.failed
    assert failed is not None
    got = failed.removeprefix("0 ")
    assert 100 < len(got) <= SHOWN
    assert got.isprintable()


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize(("probe", "passes"), [("right", True), ("wrong", False)])
def test_foreign_tests_speak_the_channel(
    name: str, probe: str, passes: bool, tmp_path: Path
) -> None:
    language = languages.get(name)
    tests, count = language.adapt(FOREIGN[name])
    path = languages.probes(name) / f"{probe}{language.extension}"
    # MultiPL-E's own stop sequences leave Lua's `end` in
    body = path.read_text() if name == "lua" else cut(path.read_text(), language.stops)
    prompt = language.prompt(PROBE.doc, PROBE.signature)
    execution = run(language, f"{prompt}{body}\n{tests}", tmp_path, count).execution
    assert count == 2
    assert execution.ready == (2 if passes else None)
    assert execution.answered is passes
    assert reading(language, execution) is (Outcome.PASSED if passes else Outcome.ASSERTION)
