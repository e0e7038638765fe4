"""The lab: nothing held out stands in train, both solutions are right, and equal seeds give equal
bytes. The programs that run here are the lab's own."""

from __future__ import annotations

import ast
import copy
import dataclasses
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue import languages
from newtongue.benchmarks import base, lab, lab_forms
from newtongue.benchmarks.lab import LabItem
from newtongue.core.completion import cut
from newtongue.core.errors import UsageError
from newtongue.core.problem import Case, Problem
from newtongue.translate import render
from tests.conftest import need_program

FAMILY = {
    "train": "33979272a9d4cf3791b1ac6ea8bfdc50a644d24856276bedd51028ea6adb7c6e",
    "validation": "746d3dce6a78dd1b46f2dd1f3bbe07a65eefe3b0d69f3ab81edd75be7028efcd",
    "test": "089dbfa66c15998d8b96130257f202a8d45e5213b7451fff527afe87bc21d9a9",
    "literals": "c7174aee5f62d772503774187f7d2de6d33bd95092e5936c3e4a5116a885e8ee",
}


@pytest.fixture(scope="module")
def train() -> list[LabItem]:
    return lab.generate("train")


@pytest.fixture(scope="module")
def held_out() -> list[LabItem]:
    return lab.generate("validation") + lab.generate("test")


def masked(items: Iterable[LabItem]) -> tuple[set[str], set[str], set[str]]:
    """Docstring templates, Python skeletons and Lua skeletons, masked here and not by the lab."""

    def mask(text: str) -> str:
        return re.sub(r"(\"[a-z]\"|'[a-z]'|[0-9]+)", "_", text)

    rows = [(mask(i.problem.doc), mask(i.python), mask(i.lua)) for i in items]
    docs, pythons, luas = (set(column) for column in zip(*rows, strict=True))
    return docs, pythons, luas


def shared(left: Iterable[LabItem], right: Iterable[LabItem]) -> list[int]:
    pairs = zip(masked(left), masked(right), strict=True)
    return [len(a & b) for a, b in pairs]


def python_function(item: LabItem, body: str) -> Callable[..., Any]:
    space: dict[str, Any] = {}
    params = ", ".join(p.name for p in item.problem.signature.params)
    exec(f"def f({params}):\n{body}", space)
    function: Callable[..., Any] = space["f"]
    return function


def right(function: Callable[..., Any], cases: Iterable[Case]) -> bool:
    return all(repr(function(*copy.deepcopy(case.args))) == repr(case.expected) for case in cases)


# -- the split ------------------------------------------------------------------


def test_nothing_held_out_stands_in_train(train: list[LabItem], held_out: list[LabItem]) -> None:
    assert shared(train, held_out) == [0, 0, 0]
    assert shared(lab.generate("validation"), lab.generate("test")) == [0, 0, 0]


def test_the_overlap_is_seen_where_there_is_one(
    train: list[LabItem], held_out: list[LabItem]
) -> None:
    """A twin that is held out but for its numbers is found, in train as in the pool."""
    item = next(i for i in held_out if re.search(r"\d", i.problem.doc) and i.form is not None)
    assert item.form is not None
    constants = [getattr(item.form, name) for name in ("tested", "mapped", "otherwise_mapped")]
    other = dataclasses.replace(
        item.form,
        **dict(
            zip(
                ("tested", "mapped", "otherwise_mapped"),
                (c._replace(k=c.k + 1, top=c.top + 1) for c in constants),
                strict=True,
            )
        ),
    )
    twin = dataclasses.replace(
        item,
        problem=dataclasses.replace(item.problem, doc=lab_forms.doc(other)),
        python=lab_forms.python(other),
        lua=lab_forms.lua(other),
    )
    assert twin.python != item.python
    assert shared([*train, twin], held_out) == [1, 1, 1]


def test_nobody_saw_the_lua_of_the_pool(train: list[LabItem]) -> None:
    teacher = [item for item in train if item.role == "teacher"]
    source = [item for item in train if item.role == "source"]
    assert len(teacher) + len(source) == len(train)
    assert shared(teacher, source) == [0, 0, 0]
    assert 0.2 < len(teacher) / len(train) < 0.35


def test_counts_names_and_sentences(train: list[LabItem], held_out: list[LabItem]) -> None:
    assert len(train) == 9000
    assert Counter(item.role for item in held_out) == {"validation": 120, "test": 240}
    everything = train + held_out
    assert len({item.problem.name for item in everything}) == len(everything)
    assert len({item.problem.doc for item in everything}) == len(everything)
    assert lab.generate("test")[17].problem.name.startswith("lab_test_017_")
    for item in everything:
        problem = item.problem
        assert problem.name.endswith(f"_{problem.signature.name}")
        assert re.fullmatch(r"(For|Take) [^.\n]*\.", problem.doc), problem.doc
        assert len(problem.doc) <= 160
        assert len({repr(c.expected) for c in problem.cases}) >= 3 or (
            str(problem.signature.returns) == "bool"
            and {c.expected for c in problem.cases} == {True, False}
        )
    for column in masked(held_out):
        assert len(column) == len(held_out)


def test_a_sentence_means_one_function(train: list[LabItem], held_out: list[LabItem]) -> None:
    """Templates with equal words have equal skeletons: the text decides what to write."""
    meaning: dict[str, str] = {}
    for item in train + held_out:
        text, code = lab.skeleton(item.problem.doc), lab.skeleton(item.python)
        assert meaning.setdefault(text, code) == code, text


def test_every_source_shape_and_reduction_occurs(
    train: list[LabItem], held_out: list[LabItem]
) -> None:
    for items, least in ((train, 0.08), (lab.generate("test"), 0.04)):
        forms = [item.form for item in items if item.form is not None]
        assert len(forms) == len(items)
        sources = Counter(form.source.name for form in forms)
        shapes = Counter(form.shape for form in forms)
        assert set(sources) == {"list", "range", "index", "digits", "characters", "words"}
        assert set(shapes) == {"filter-map", "map-filter", "filter", "map", "if-else"}
        assert min(*sources.values(), *shapes.values()) >= least * len(items)
        assert max(*sources.values(), *shapes.values()) <= 0.45 * len(items)
        assert len({form.reduction.words for form in forms}) >= 11
    answers = [case.expected for item in held_out for case in item.problem.cases]
    assert None in answers


# -- the solutions ----------------------------------------------------------------


def test_gold_python_is_right(train: list[LabItem], held_out: list[LabItem]) -> None:
    for item in [*held_out, *train[::7], *lab.literals(200)]:
        function = python_function(item, item.python)
        assert right(function, item.problem.cases), item.problem.name
        assert right(function, lab.fresh_cases(item, 3)), item.problem.name
        reference: dict[str, Any] = {}
        exec(item.problem.reference or "", reference)
        assert right(reference[item.problem.signature.name], item.problem.cases)


def test_cases_catch_lazy_python(held_out: list[LabItem]) -> None:
    """Gold with its condition made idle, or one comparison shifted to its neighbour, fails."""
    idle = shifted = seen = 0
    for item in held_out:
        tests = re.findall(r"if (.*):", item.python)
        for always in ("True", "False"):
            for test in tests:
                wrong = item.python.replace(f"if {test}:", f"if {always}:")
                idle += right(python_function(item, wrong), item.problem.cases)
        for old, new in ((" > ", " >= "), (" < ", " <= ")):
            if old in item.python:
                seen += 1
                wrong = item.python.replace(old, new)
                shifted += right(python_function(item, wrong), item.problem.cases)
    assert idle == 0
    assert seen > 50
    assert shifted / seen < 0.25


LUA_SAME = """
local function same(a, b)
  if type(a) ~= 'table' or type(b) ~= 'table' then return a == b end
  if #a ~= #b then return false end
  for i = 1, #a do if not same(a[i], b[i]) then return false end end
  return true
end
"""


def lua_value(value: Any) -> str:
    if isinstance(value, list):
        return "{" + ", ".join(map(lua_value, value)) + "}"
    if value is None or isinstance(value, bool):
        return "nil" if value is None else str(value).lower()
    return f"'{value}'" if isinstance(value, str) else str(value)


def lua_program(items: Iterable[LabItem], change: Callable[[str], str] = str) -> str:
    """One program that prints the name of each item whose solution is wrong."""
    parts = [LUA_SAME]
    for item in items:
        problem = item.problem
        params = ", ".join(p.name for p in problem.signature.params)
        checks = " and ".join(
            f"same(solution({', '.join(map(lua_value, c.args))}), {lua_value(c.expected)})"
            for c in problem.cases
        )
        parts.append(
            f"do\nlocal function solution({params})\n{change(item.lua)}"
            f"local ok, right = pcall(function() return {checks} end)\n"
            f"if not (ok and right) then print('{problem.name}') end\nend\n"
        )
    return "".join(parts)


def run_lua(program: str) -> list[str]:
    lua = need_program("lua5.4", "apt-get install lua5.4")
    done = subprocess.run([lua, "-"], input=program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.toolchain
def test_gold_lua_is_right(train: list[LabItem], held_out: list[LabItem]) -> None:
    assert run_lua(lua_program([*held_out, *train[::3], *lab.literals(200)])) == []
    fresh = [
        dataclasses.replace(
            item, problem=dataclasses.replace(item.problem, cases=lab.fresh_cases(item, 3))
        )
        for item in held_out
    ]
    assert run_lua(lua_program(fresh)) == []


@pytest.mark.toolchain
def test_lua_without_its_condition_is_wrong(held_out: list[LabItem]) -> None:
    def idle(text: str) -> str:
        return re.sub(r"if .* then", "if true then", text)

    changed = [item for item in held_out if idle(item.lua) != item.lua]
    assert run_lua(lua_program(held_out, idle)) == [item.problem.name for item in changed]


# -- with the languages -------------------------------------------------------------


def test_gold_follows_the_prompt_in_python(held_out: list[LabItem]) -> None:
    python = languages.get("python")
    for item in [*held_out, *lab.literals(20)]:
        prompt = render.prompt(item.problem, python)
        assert item.problem.doc in prompt.text
        module = ast.parse(prompt.text + item.solution("python"))
        assert isinstance(module.body[-1], ast.FunctionDef)
        assert isinstance(module.body[-1].body[-1], ast.Return)
        assert not any(stop in item.python for stop in prompt.stop)


@pytest.mark.toolchain
def test_gold_follows_the_prompt_in_lua(held_out: list[LabItem]) -> None:
    lua = languages.get("lua")
    parts = []
    for item in [*held_out, *lab.literals(20)]:
        prompt = render.prompt(item.problem, lua)
        assert cut(item.lua, prompt.stop) + "\n" + lua.closing == item.lua
        program = prompt.text + item.solution("lua")
        parts.append(f"assert(load([==[\n{program}]==]))\n")
    assert run_lua("".join(parts)) == []


# -- the benchmark and the generator --------------------------------------------------


def test_benchmarks_load(train: list[LabItem]) -> None:
    test, validation = base.load("lab"), base.load("lab", split="validation")
    assert [len(test.problems), len(validation.problems)] == [240, 120]
    pool = base.load("lab-train")
    names = [item.problem.name for item in train if item.role == "source"]
    assert [problem.name for problem in pool.problems] == names
    for benchmark in (test, validation, pool):
        assert {problem.benchmark for problem in benchmark.problems} == {benchmark.name}
        assert benchmark.unsupported == {}
    assert len({b.data_sha256 for b in (test, validation, pool)}) == 3


def test_the_family_is_always_the_same(train: list[LabItem]) -> None:
    """A change here is a change of the benchmark: raise its results' age with it."""
    assert {
        "train": lab.digest(train),
        "validation": lab.digest(lab.generate("validation")),
        "test": lab.digest(lab.generate("test")),
        "literals": lab.digest(lab.literals(1000)),
    } == FAMILY


def test_no_hash_of_the_process_matters() -> None:
    code = "from newtongue.benchmarks import lab; print(lab.digest(lab.generate('train', 50)))"
    done = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert done[0] == done[1]
    assert done[0].strip() == lab.digest(lab.generate("train", 50))


def test_fewer_items_are_the_first_ones(train: list[LabItem]) -> None:
    assert lab.generate("train", 300) == train[:300]
    assert lab.generate("test", 9) == lab.generate("test")[:9]
    assert lab.literals(5) == lab.literals(9)[:5]


def test_another_seed_is_another_family_with_the_same_walls() -> None:
    train, test = lab.generate("train", 400, seed=11), lab.generate("test", seed=11)
    assert lab.digest(test) != lab.digest(lab.generate("test"))
    assert shared(train, test) == [0, 0, 0]
    # compositions never change sides, whatever the seed
    assert shared(train, lab.generate("test")) == [0, 0, 0]


def test_literals_are_copies_of_their_text() -> None:
    items = lab.literals(300)
    for item in items:
        [case] = item.problem.cases
        assert item.role == "literal"
        words = re.findall(r"\d+|(?<=\")[a-z](?=\")", item.problem.doc)
        assert words == [str(value) for value in case.expected]
    kinds = Counter(str(item.problem.signature.returns) for item in items)
    assert min(kinds["list[int]"], kinds["list[str]"]) > 100


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown split"):
        lab.generate("dev")
    with pytest.raises(UsageError, match="240 problems, not 241"):
        lab.generate("test", 241)
    with pytest.raises(UsageError, match="no solutions in 'java'"):
        lab.generate("test", 1)[0].solution("java")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_constants_never_change_a_skeleton(seed: int) -> None:
    rng = random.Random(seed)
    form = lab_forms.draw(rng)
    letter = rng.choice("abcxyz")
    other = dataclasses.replace(
        form,
        tested=form.tested._replace(k=rng.randint(1, 99), top=100, letter=letter),
        mapped=form.mapped._replace(k=rng.randint(1, 99), letter=letter),
        otherwise_mapped=form.otherwise_mapped._replace(k=rng.randint(1, 99)),
    )
    for write in (lab_forms.doc, lab_forms.python, lab_forms.lua):
        assert lab.skeleton(write(form)) == lab.skeleton(write(other))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_any_form_is_what_its_python_does(seed: int) -> None:
    """Also the forms that the lab rejects: words, solution and meaning are one."""
    rng = random.Random(seed)
    form = lab_forms.draw(rng)
    problem = Problem("x", "", lab.generate("test", 1)[0].problem.signature, ())
    item = LabItem(dataclasses.replace(problem), "test", lab_forms.python(form), "", form)
    body = f"    {form.source.param} = {problem.signature.params[0].name}\n" + item.python
    function = python_function(item, body)
    for argument in lab_forms.arguments(form, rng):
        assert repr(function(argument)) == repr(lab_forms.answer(form, argument))
