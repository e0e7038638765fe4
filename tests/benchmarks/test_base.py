"""Benchmarks by name and by path: look-up order, bad input, what is missing."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from newtongue.benchmarks import base, humaneval
from newtongue.core.errors import MissingError, UsageError
from newtongue.core.problem import Case, Problem, problem_to_json
from newtongue.core.signature import Param, Signature, parse_type

ROW = {
    "task_id": "HumanEval/7",
    "prompt": 'def one(x: int) -> int:\n    """One more."""\n',
    "entry_point": "one",
    "canonical_solution": "    return x + 1\n",
    "test": "def check(candidate):\n    assert candidate(1) == 2\n",
}
DRAWN = ROW | {"task_id": "HumanEval/8", "test": "import random\n" + str(ROW["test"])}


def put(path: Path, *found: object) -> Path:
    data = "".join(json.dumps(row) + "\n" for row in found).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.fixture(autouse=True)
def _no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(base.VARIABLE, "")


def test_every_name_of_the_interface_is_there() -> None:
    assert {
        *("starter", "lab", "humaneval", "mbpp", "mbpp-sanitized"),
        *("multipl-e-humaneval", "multipl-e-mbpp"),
    } <= set(base.names())


@pytest.mark.parametrize("file", ["humaneval.jsonl", "HumanEval.jsonl.gz"])
def test_problems_and_reasons_of_a_file(tmp_path: Path, file: str) -> None:
    path = put(tmp_path / file, ROW, DRAWN)
    found = base.load("humaneval", [tmp_path])
    assert [p.name for p in found.problems] == ["HumanEval_7_one"]
    assert found.problems[0].cases == (Case((1,), 2),)
    assert found.problems[0].licence == "MIT"
    assert found.unsupported == {"tests draw random numbers": ("HumanEval_8_one",)}
    assert found.data_sha256 == base.digest(path)
    assert base.load("humaneval", [path]) == found


def test_a_json_list_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "humaneval.json").write_text(json.dumps([ROW]))
    assert len(base.load("humaneval", [tmp_path]).problems) == 1


def test_given_folders_come_before_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    put(two / "humaneval.jsonl", ROW, ROW)
    monkeypatch.setenv(base.VARIABLE, os.pathsep.join([str(one), str(two)]))
    assert len(base.load("humaneval").problems) == 2
    assert len(base.load("humaneval", limit=1).problems) == 1
    put(one / "humaneval.jsonl", ROW)
    assert len(base.load("humaneval").problems) == 1
    assert len(base.load("humaneval", [two]).problems) == 2


@pytest.mark.parametrize("name", ["humanevil", "mbpp-train"])
def test_an_unknown_name_is_refused_with_a_guess(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        base.load(name)
    assert refused.value.field == "benchmark"
    assert "did you mean" in str(refused.value.hint)


def test_a_missing_field_names_file_line_and_field(tmp_path: Path) -> None:
    path = put(tmp_path / "humaneval.jsonl", ROW, {k: v for k, v in ROW.items() if k != "test"})
    with pytest.raises(UsageError) as refused:
        base.load("humaneval", [tmp_path])
    error = refused.value
    assert (error.file, error.line, error.field) == (str(path), 2, "test")


@pytest.mark.parametrize("text", ["{", "3", "[1]", '{"a": 1}'])
def test_a_bad_json_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "humaneval.json").write_text(text)
    with pytest.raises(UsageError):
        base.load("humaneval", [tmp_path])


def test_a_truncated_gz_is_one_clear_error(tmp_path: Path) -> None:
    path = put(tmp_path / "humaneval.jsonl.gz", *[ROW] * 50)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UsageError, match="gzip"):
        base.load("humaneval", [tmp_path])


def problem(name: str = "p") -> Problem:
    signature = Signature("f", (Param("x", parse_type("tuple[int, ...]")),), parse_type("float"))
    return Problem(name, "Text.", signature, (Case(((1, 2),), float("inf"), 0.5),))


def test_a_path_is_a_benchmark_of_our_own_form(tmp_path: Path) -> None:
    path = put(tmp_path / "mine.jsonl.gz", problem_to_json(problem()))
    found = base.load(str(path))
    assert found.name == found.problems[0].benchmark == "mine"
    assert found.problems[0].cases == problem().cases
    with pytest.raises(UsageError, match="no such file"):
        base.load(str(tmp_path / "other.jsonl"))


def test_a_bad_problem_names_file_line_and_field(tmp_path: Path) -> None:
    row = problem_to_json(problem())
    path = put(tmp_path / "mine.jsonl", row, {k: v for k, v in row.items() if k != "cases"})
    with pytest.raises(UsageError) as refused:
        base.load(str(path))
    assert (refused.value.line, refused.value.field) == (2, "cases")
    put(path, row | {"returns": "no such type"})
    with pytest.raises(UsageError, match="not a type"):
        base.load(str(path))


def test_another_package_brings_benchmarks_by_its_entry_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(name: str, find: base.Find) -> base.Benchmark:
        del find
        return base.Benchmark(name, (problem(),), {}, "")

    plugin = SimpleNamespace(names=lambda: ("theirs",), load=load)
    monkeypatch.setitem(sys.modules, "their_package", plugin)
    point = SimpleNamespace(name="theirs", value="their_package")
    monkeypatch.setattr(base, "entry_points", lambda **_: [point])
    base._modules.cache_clear()
    try:
        assert base.load("theirs").problems == (problem(),)
        assert "humaneval" in base.names()
    finally:
        base._modules.cache_clear()


# -- the hub ------------------------------------------------------------------


def test_without_file_and_library_it_says_where_to_put_which_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingError) as missing:
        base.load("mbpp-sanitized")
    hint = str(missing.value.hint)
    assert "mbpp-sanitized.jsonl.gz" in hint
    assert "google-research-datasets/mbpp" in hint
    assert base.VARIABLE in hint


def test_offline_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def load_dataset(*_: object) -> None:
        raise ConnectionError("Couldn't reach the hub\nand a long story")

    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
    with pytest.raises(MissingError, match=r"downloaded: Couldn't reach the hub$"):
        base.load("humaneval")


def test_a_download_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def load_dataset(*names: object) -> object:
        asked.append(names)
        return {"test": [ROW]}

    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
    first = base.load("humaneval")
    assert base.load("humaneval") == first
    assert asked == [(humaneval.HUB["humaneval"].dataset, None)]


def test_what_the_hub_lacks_names_the_repository() -> None:
    with pytest.raises(MissingError) as missing:
        base.load("multipl-e-humaneval")
    assert "nuprl/MultiPL-E" in str(missing.value.hint)
