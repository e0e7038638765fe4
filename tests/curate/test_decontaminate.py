"""Planted problems are found however they are dressed; nothing innocent is."""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newtongue import languages
from newtongue.benchmarks import base
from newtongue.core.dataset import File
from newtongue.core.errors import MissingError, Unsupported, UsageError
from newtongue.core.problem import Case, Problem, problem_to_json
from newtongue.core.signature import Param, Signature, Type
from newtongue.core.store import write_jsonl
from newtongue.curate import decontaminate
from newtongue.curate.decontaminate import Decontaminate, Hit, Index, Wanted, says
from newtongue.curate.step import Drop
from newtongue.translate import render
from tests.conftest import data_file

STARTER = Decontaminate(benchmarks=["starter"], languages=["python", "lua"])
PROBLEMS = base.load("starter").problems
LIBRARY = Path(sysconfig.get_path("stdlib"))
HOSTS = sorted(path for path in LIBRARY.glob("*.py") if path.stat().st_size < 40_000)[:60]
"""Innocent files, read as text."""
GENERIC = (
    *("def add(x, y):\n    return x + y\n", "def strlen(string):\n    return len(string)\n"),
    *("def square(n):\n    return n**2\n", "def f(strings):\n    return ''.join(strings)\n"),
)
"""bigcode-dataset does not drop a file for these either, though HumanEval's solutions say so."""


def wanted(index: Index, settings: Decontaminate = STARTER) -> Wanted:
    return decontaminate.wanted(settings, index)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Index:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return decontaminate.index(STARTER)


# -- how a problem may be dressed ------------------------------------------------


class Renamer(ast.NodeTransformer):
    """Every name that a program chooses, changed."""

    def __init__(self, tree: ast.AST) -> None:
        chosen = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        stored = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
        chosen |= {n.id for n in stored if isinstance(n.ctx, ast.Store)}
        chosen |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        self.names = {name: f"other_{at}" for at, name in enumerate(sorted(chosen))}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names[node.arg]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = self.names[node.name]
        self.generic_visit(node)
        return node


def verbatim(problem: Problem) -> str:
    reference = problem.reference or ""
    functions = (n for n in ast.parse(reference).body if isinstance(n, ast.FunctionDef))
    if any(map(ast.get_docstring, functions)):
        return reference
    return "\n".join(f"# {line}" for line in problem.doc.splitlines()) + f"\n{reference}"


def reformatted(problem: Problem) -> str:
    """Printed anew, in other lines, with the text wrapped elsewhere."""
    doc = "\n#   ".join(" ".join(problem.doc.split()[at : at + 5]) for at in range(0, 400, 5))
    code = ast.unparse(ast.parse(problem.reference or "")).replace("    ", "  ")
    return f"#{doc.rstrip()}\n{code.replace(', ', ' , ')}"


def renamed(problem: Problem) -> str:
    tree = ast.parse(problem.reference or "")
    text = verbatim(problem)
    comments = "\n".join(line for line in text.splitlines() if line.startswith("# "))
    return f"{comments}\n{ast.unparse(Renamer(tree).visit(tree))}"


def in_lua(problem: Problem) -> str:
    language = languages.get("lua")
    try:
        return render.stub_program(problem, language)
    except Unsupported:  # its answers; the prompt can be said
        return render.prompt(problem, language).text + "  return nil\nend\n"


def as_tests(problem: Problem) -> str:
    return says.suite(problem)


DRESSES = (verbatim, reformatted, renamed, in_lua)


def planted(dress: Callable[[Problem], str], problems: list[Problem]) -> list[File]:
    """Each problem in the middle of an innocent file."""
    out = []
    for at, problem in enumerate(problems):
        host = HOSTS[at % len(HOSTS)].read_text(encoding="utf-8")
        middle = host.find("\n\n", len(host) // 2) + 1
        text = f"{host[:middle]}\n{dress(problem)}\n{host[middle:]}"
        out.append(File(text=text, path=f"{at}.py"))
    return out


def check(index: Index, settings: Decontaminate, problems: list[Problem]) -> None:
    step = decontaminate.step(settings, index)
    innocent = [File(text=h.read_text(encoding="utf-8"), path=h.name) for h in HOSTS]
    assert list(step(innocent)) == innocent
    for dress in DRESSES:
        files = planted(dress, problems)
        got = list(step(files))
        kept = [p.name for p, at in zip(problems, got, strict=True) if not isinstance(at, Drop)]
        assert not kept, dress.__name__
        for file, drop in zip(files, got, strict=True):
            assert isinstance(drop, Drop)
            assert drop.file is file
            assert drop.step == "decontaminate"


# -- found ---------------------------------------------------------------------


def test_the_starter_set_is_found_in_every_dress(starter: Index) -> None:
    check(starter, STARTER, list(PROBLEMS))


@pytest.mark.data
def test_fifty_problems_each_of_humaneval_and_mbpp_are_found() -> None:
    files = [str(data_file(stem).parent) for stem in ("humaneval", "mbpp")]
    draw = random.Random(0)
    problems = []
    for name in ("humaneval", "mbpp"):
        problems += draw.sample(base.load(name, files).problems, 50)
    settings = Decontaminate(
        benchmarks=["humaneval", "mbpp"], data=files, languages=["python", "lua"]
    )
    index = decontaminate.index(settings)
    assert index.benchmarks == {"humaneval": 164, "mbpp": 974}
    assert not index.unread  # those that can't be judged are looked for, too
    check(index, settings, problems)


@pytest.mark.data
def test_what_can_not_be_judged_is_found_all_the_same() -> None:
    folder = str(data_file("humaneval").parent)
    settings = Decontaminate(benchmarks=["humaneval"], data=[folder], languages=["python"])
    index = decontaminate.index(settings)
    row = next(r for _, r in base.rows(data_file("humaneval")) if r["task_id"] == "HumanEval/38")
    (hit,) = decontaminate.hits(wanted(index, settings), row["prompt"] + row["canonical_solution"])
    assert (hit.problem, hit.kind) == ("HumanEval_38_decode_cyclic", "docstring")


def test_a_hit_says_what_and_where(starter: Index) -> None:
    problem = PROBLEMS[0]
    text = "import os\n\n\n" + verbatim(problem)
    (hit,) = decontaminate.hits(wanted(starter), text)
    assert str(hit) == f"starter {problem.name} docstring line 4"
    assert hit.text.startswith("A hall has rows of 12 seats each.")
    assert hit.share == 1
    (drop,) = decontaminate.step(STARTER, starter)([File(text=text, path="a.py")])
    assert isinstance(drop, Drop)
    assert drop.reason == "a benchmark's docstring"
    assert drop.detail == str(hit)


def kinds(found: list[Hit]) -> set[str]:
    return {hit.kind for hit in found}


LONG = max(PROBLEMS, key=lambda problem: len(says.solutions(problem)[0][0]))


def test_a_long_solution_is_found_without_its_text(starter: Index) -> None:
    written, printed = says.solutions(LONG)[0]
    for text in (written, printed, written.replace("    ", "\t").replace(" + ", "+")):
        assert kinds(decontaminate.hits(wanted(starter), text)) == {"solution"}
    tree = ast.parse(LONG.reference or "")
    (node,) = (n for n in Renamer(tree).visit(tree).body if isinstance(n, ast.FunctionDef))
    found = decontaminate.hits(wanted(starter), ast.unparse(node))
    assert [(hit.problem, hit.kind) for hit in found] == [(LONG.name, "renamed solution")]


def test_names_that_a_solution_does_not_choose_must_be_the_same(starter: Index) -> None:
    printed = says.solutions(LONG)[0][1]
    tree = ast.parse(f"def f():\n{'    '.join(['', *printed.splitlines(True)])}")
    chosen = Renamer(ast.parse(LONG.reference or "")).names
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            node.attr += "_of_another"
        if isinstance(node, ast.Name) and node.id not in chosen:
            node.id += "_of_another"
    assert ast.unparse(tree) != f"def f():\n{printed}"
    assert not decontaminate.hits(wanted(starter), ast.unparse(tree))


def test_tests_are_found_without_text_and_solution(starter: Index) -> None:
    found = sum(
        any(h.problem == p.name for h in decontaminate.hits(wanted(starter), as_tests(p)))
        for p in PROBLEMS
    )
    assert found >= 35
    some = next(p for p in PROBLEMS if decontaminate.hits(wanted(starter), as_tests(p)))
    assert kinds(decontaminate.hits(wanted(starter), as_tests(some))) == {"tests"}


# -- innocent ------------------------------------------------------------------


@pytest.mark.parametrize("text", [*GENERIC, "", "x", "\0" * 50, "0, 1, 2, 3, " * 999])
def test_what_everybody_writes_is_no_find(starter: Index, text: str) -> None:
    assert not decontaminate.hits(wanted(starter), text)


def test_generic_solutions_of_a_benchmark_are_no_find(tmp_path: Path) -> None:
    rows = []
    for at, reference in enumerate(GENERIC):
        rows.append(
            problem_to_json(
                replace(PROBLEMS[0], name=f"own_{at}", doc="Do it.", cases=(), reference=reference)
            )
        )
    write_jsonl(tmp_path / "own.jsonl", rows)
    settings = Decontaminate(benchmarks=[str(tmp_path / "own.jsonl")], languages=["python"])
    index = decontaminate.index(settings)
    assert len(index.owners) == len(GENERIC)
    for text in GENERIC:
        assert not decontaminate.hits(wanted(index, settings), text)


def test_numbers_in_a_row_tell_little() -> None:
    text = "2 3 5 7 11 13 17 19 23 29 31 37"
    assert says.bits(text) > 3 * says.bits("1 2 3 4 5 6 7 8 9 10 11 12")


def test_a_case_inside_another_is_no_second_one(tmp_path: Path) -> None:
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61]
    other = [90, 12, 77, 5, 31, 18, 64, 2, 85, 40]
    cases = [Case((10,), primes[:12]), Case((11,), primes), Case((12,), other)]
    problem = replace(
        PROBLEMS[0],
        name="primes",
        doc="Do it.",
        signature=Signature("primes", (Param("n", Type("int")),), Type("list", (Type("int"),))),
        cases=tuple(cases),
        reference=None,
    )
    write_jsonl(tmp_path / "own.jsonl", [problem_to_json(problem)])
    settings = Decontaminate(benchmarks=[str(tmp_path / "own.jsonl")], languages=["python"])
    look_for = wanted(decontaminate.index(settings), settings)
    assert not decontaminate.hits(look_for, f"PRIMES = {primes}")
    two = f"(10, {primes[:12]}),\n(12, {other})"
    assert kinds(decontaminate.hits(look_for, two)) == {"tests"}


# -- which benchmarks ------------------------------------------------------------


def test_what_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWTONGUE_DATA", raising=False)
    index = decontaminate.index(Decontaminate(languages=["python"]))
    assert {"starter", "lab"} == set(index.benchmarks)
    assert {"humaneval", "mbpp", "mbpp-sanitized"} <= set(index.missing)
    assert "lab-train" not in {*index.missing, *index.benchmarks}


def test_what_is_named_must_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWTONGUE_DATA", raising=False)
    with pytest.raises(MissingError, match="multipl-e-mbpp") as caught:
        decontaminate.index(Decontaminate(benchmarks=["multipl-e-mbpp"]))
    assert "--data" not in str(caught.value.hint)
    with pytest.raises(UsageError, match="no such folder: nowhere"):
        decontaminate.index(Decontaminate(data=["nowhere"]))
    with pytest.raises(UsageError, match="unknown benchmark"):
        decontaminate.index(Decontaminate(benchmarks=["humaneva"]))


def test_the_index_is_kept_and_has_the_same_bytes_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = decontaminate.prepare(STARTER)
    first = path.read_bytes()
    path.unlink()
    assert decontaminate.prepare(STARTER) == path
    assert path.read_bytes() == first
    stamp = path.stat().st_mtime_ns
    assert decontaminate.prepare(STARTER) == path
    assert path.stat().st_mtime_ns == stamp
    with np.load(path, allow_pickle=False) as arrays:
        assert "words.runs" in arrays.files
    other = STARTER.model_copy(update={"least_words": 9})
    assert decontaminate.prepare(other) != path


def test_a_damaged_index_is_said() -> None:
    path = decontaminate.prepare(STARTER)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UsageError, match="not an index"):
        decontaminate.read(path)
