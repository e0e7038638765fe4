"""The stages on files: growing n, toolchains that change, what is refused before any work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newtongue import recipes
from newtongue.benchmarks import base as benchmarks
from newtongue.core.completion import Completion, Key, Outcome
from newtongue.core.errors import UsageError
from newtongue.core.progress import Silent
from newtongue.core.run import Run, open_run
from newtongue.core.store import read_appended, read_parquet, write_jsonl
from newtongue.evaluate import generate as sampling
from newtongue.evaluate import judging, stage
from newtongue.evaluate.recipe import EvaluateRecipe, JudgeRecipe
from newtongue.evaluate.rows import read_rows
from newtongue.judge import Judged, read_judged
from newtongue.models.base import Request, Sampling
from newtongue.translate import render
from tests.conftest import need_program

LUA = "newtongue languages install lua"


class Scripted:
    """A model whose first completion of a problem is right and whose others are wrong."""

    name, revision = "scripted", None
    asked: list[tuple[str, int]] = []  # noqa: RUF012

    def complete(self, requests: Sequence[Request], _: Sampling) -> Iterator[Completion]:
        from newtongue import languages

        problems = {p.name: p for p in benchmarks.load("starter").problems}
        for request in requests:
            prompt = request.prompt
            self.asked.append((prompt.name, request.output_id))
            right = render.stub(problems[prompt.name], languages.get(prompt.language))
            text = "  return 1" if request.output_id else right
            yield Completion(
                prompt.name, prompt.language, request.output_id, text, prompt.benchmark
            )


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    model = Scripted()
    model.asked = []
    monkeypatch.setattr(sampling, "open_model", lambda *_: model)
    monkeypatch.setattr(stage, "fingerprint", lambda _: "00")
    return model


def evaluate(tmp_path: Path, **settings: Any) -> Run:
    data = {"stage": "evaluate", "model": "m", "language": ["lua"], "limit": 3, **settings}
    recipe = recipes.check(EvaluateRecipe, data)
    with open_run(stage.plan(recipe), root=tmp_path, progress=Silent()) as run:
        stage.evaluate(recipe, run)
    return run


@pytest.mark.toolchain
def test_raising_n_samples_and_judges_only_what_is_missing(
    tmp_path: Path, scripted: Scripted
) -> None:
    need_program("lua5.4", LUA)
    two = evaluate(tmp_path, n=2)
    assert len(scripted.asked) == 6
    five = evaluate(tmp_path, n=5)
    assert five.folder == two.folder
    assert len(scripted.asked) == 15
    assert len(set(scripted.asked)) == 15
    (score,) = five.manifest["summary"]["scores"]
    assert (score["n_min"], score["completions"]) == (5, 15)
    assert score["pass"][0]["estimate"] == pytest.approx(0.2)
    again = evaluate(tmp_path, n=2)
    assert len(scripted.asked) == 15
    (score,) = again.manifest["summary"]["scores"]
    assert (score["n_min"], score["pass"][0]["estimate"]) == (2, pytest.approx(0.5))
    assert len(read_parquet(again.outputs / "verdicts.parquet")) == 15, "nothing judged is lost"


@pytest.mark.toolchain
def test_the_same_outputs_whatever_way_n_grew(tmp_path: Path, scripted: Scripted) -> None:
    need_program("lua5.4", LUA)
    evaluate(tmp_path / "grown", n=2)
    grown = evaluate(tmp_path / "grown", n=4)
    whole = evaluate(tmp_path / "whole", n=4)
    assert grown.manifest["outputs"] == whole.manifest["outputs"]


@pytest.mark.toolchain
def test_another_toolchain_judges_anew(
    tmp_path: Path, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_program("lua5.4", LUA)
    from newtongue import toolchains
    from newtongue.sandbox.pool import Pool

    judged: list[str] = []
    real = Pool.run

    def counting(pool: Pool, jobs: Any) -> Any:
        for job, execution in real(pool, jobs):
            judged.append(job.id)
            yield job, execution

    monkeypatch.setattr(Pool, "run", counting)
    evaluate(tmp_path, n=1)
    first = len(judged)
    evaluate(tmp_path, n=2)
    grown = len(judged)
    assert grown - first < first + 5, "only new programs (and the probes) ran"
    find = toolchains.find
    monkeypatch.setattr(toolchains, "find", lambda one: replace(find(one), fingerprint="new"))
    evaluate(tmp_path, n=3)
    assert len(judged) - grown >= 6, "all programs ran again on the new toolchain"


@pytest.mark.toolchain
def test_reruns_say_whose_outcome_changes_and_keep_what_they_found(
    tmp_path: Path, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_program("lua5.4", LUA)
    once = evaluate(tmp_path, n=1)
    assert "unstable" not in once.manifest["counts"]
    real, ran = judging.judge_all, []

    def changing(programs: Any, **given: Any) -> dict[Key, Judged]:
        """The second rerun: a program passes no more, and the sandbox fails on another."""
        before = read_judged(given["store"])
        judged = real(programs, **given)
        rows = list(read_appended(given["store"])) if given["store"].exists() else []
        ran.append((given["store"].name, len(read_judged(given["store"])) - len(before)))
        if given["store"].name == "2.jsonl" and not before:
            rows[0]["verdict"]["outcome"] = "timeout"
            given["store"].write_text("".join(json.dumps(row) + "\n" for row in rows[:-1]))
            last = max(judged, key=lambda k: judged[k].verdict.program_sha256)
            failed = replace(judged[last].verdict, outcome=Outcome.INFRASTRUCTURE)
            judged[last] = replace(judged[last], verdict=failed)
        return judged

    monkeypatch.setattr(judging, "judge_all", changing)
    run = evaluate(tmp_path, n=1, reruns=2)
    assert run.folder == once.folder
    assert ran == [("verdicts.jsonl", 0), ("1.jsonl", 3), ("2.jsonl", 3)]
    found = {"rerun": 3, "rerun_failed": 1, "unstable": 1}
    assert found.items() <= run.manifest["counts"].items()
    ran.clear()
    again = evaluate(tmp_path, n=1, reruns=2)
    assert ran == [("verdicts.jsonl", 0), ("1.jsonl", 0), ("2.jsonl", 1)], "only what is missing"
    found["rerun_failed"] = 0
    assert found.items() <= again.manifest["counts"].items()
    verdicts = read_parquet(run.outputs / "verdicts.parquet")
    assert {row["outcome"] for row in verdicts} == {"passed"}, "the first time decides"
    assert again.manifest["outputs"] == once.manifest["outputs"]
    unstable = [row["unstable"] for row in read_parquet(run.measurements)]
    assert sorted(unstable, key=str) == [None, None, "passed, timeout"]
    grown = evaluate(tmp_path, n=2, reruns=0)
    assert grown.manifest["counts"]["unstable"] == 1, "what was found stays found"


def test_an_impossible_k_is_refused_before_anything_is_sampled(
    tmp_path: Path, scripted: Scripted
) -> None:
    with pytest.raises(UsageError, match="pass@10"):
        evaluate(tmp_path, n=2, k=[10])
    assert not scripted.asked
    assert not list(tmp_path.iterdir()), "and leaves no folder"


def test_rows_without_a_benchmark_get_the_one_that_is_named(tmp_path: Path) -> None:
    name = benchmarks.load("starter", limit=1).problems[0].name
    row = {
        "name": name, "language": "lua", "output_id": 0, "output_text": "  return 1",
        "prompt": "p", "tests": "t", "stop_tokens": ["\n\n"],
    }  # fmt: skip
    path = tmp_path / "c.jsonl"
    write_jsonl(path, [row, row, row | {"language": "rs", "output_id": 1}])
    data = {"stage": "judge", "completions": [str(path)], "tests": "ours"}
    recipe = recipes.check(JudgeRecipe, data | {"benchmark": ["starter"], "language": ["lua"]})
    (only,) = read_rows(recipe)
    assert (only.benchmark, only.language) == ("starter", "lua")
    bare = recipes.check(JudgeRecipe, data)
    assert {c.language for c in read_rows(bare)} == {"lua", "rust"}
    named = stage.plan(recipe).inputs
    assert "benchmark starter" in named
    assert "benchmark starter" not in stage.plan(bare).inputs


def test_limit_keeps_whole_problems(tmp_path: Path) -> None:
    rows = [
        {"name": f"p{i // 4}", "language": "lua", "output_id": i % 4, "output_text": "",
         "benchmark": "starter"}
        for i in range(12)
    ]  # fmt: skip
    path = tmp_path / "c.jsonl"
    write_jsonl(path, rows)
    recipe = recipes.check(JudgeRecipe, {"stage": "judge", "completions": [path], "limit": 2})
    assert [c.name for c in read_rows(recipe)] == ["p0"] * 4 + ["p1"] * 4
