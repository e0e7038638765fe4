"""Strict mode, partial credit and suspects through the stages: runs, columns, counts, refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newtongue import languages, recipes
from newtongue.benchmarks import base as benchmarks
from newtongue.core.errors import UsageError
from newtongue.core.progress import Silent
from newtongue.core.run import Run, open_run
from newtongue.core.store import read_parquet, write_jsonl
from newtongue.evaluate import stage
from newtongue.evaluate.recipe import EvaluateRecipe, JudgeRecipe
from newtongue.translate import render
from tests.conftest import need_program

LUA = "newtongue languages install lua"
SPEAKS = """
  local records, nonce = io.open("/dev/fd/4", "w"), io.open("/dev/fd/3")
  records:write("ready {}\\n"):flush()
  records:write("nonce ", nonce:read("l"), "\\n"):flush()
  os.exit(0)
"""
TESTS = "lu = require('luaunit')\nfunction test_f()\nend\nos.exit(lu.LuaUnit.run())"


def rows(**more: Any) -> list[dict[str, Any]]:
    """A right stub, a wrong text and a cheat, for two problems in Lua."""
    language, found = languages.get("lua"), []
    for problem in benchmarks.load("starter").problems[:2]:
        texts = (
            render.stub(problem, language),
            "  return {}",
            SPEAKS.format(len(render.cases(problem, language))),
        )
        for number, text in enumerate(texts):
            row = {"name": problem.name, "language": "lua", "output_id": number}
            found.append({**row, "output_text": text, "benchmark": "starter", **more})
    return found


def run(tmp_path: Path, file: Path, **settings: Any) -> Run:
    recipe = recipes.check(
        EvaluateRecipe, {"stage": "evaluate", "completions": [str(file)], **settings}
    )
    with open_run(stage.plan(recipe), root=tmp_path / "runs", progress=Silent()) as one:
        stage.evaluate(recipe, one)
    return one


@pytest.mark.sandbox
@pytest.mark.toolchain
def test_what_default_mode_accepts_strict_mode_refuses(tmp_path: Path) -> None:
    need_program("lua5.4", LUA)
    file = tmp_path / "c.jsonl"
    write_jsonl(file, rows())
    plain, strict = run(tmp_path, file), run(tmp_path, file, strict=True, partial_credit=True)
    assert plain.folder != strict.folder
    (before,), (after,) = (one.manifest["summary"]["scores"] for one in (plain, strict))
    assert (before["outcomes"]["passed"], before["suspect"], before["partial"]) == (4, 2, None)
    assert (after["outcomes"]["passed"], after["suspect"]) == (2, 2)
    assert (after["outcomes"]["assertion"], after["outcomes"]["exit"]) == (2, 2)
    assert after["partial"]["estimate"] == pytest.approx(1 / 3)
    assert (after["partial"]["problems"], after["partial"]["completions"]) == (2, 6)
    found = read_parquet(strict.outputs / "verdicts.parquet")
    assert [row["suspect"] for row in found] == [None, None, "io., /dev/fd, os.exit"] * 2
    assert [row["cases_passed"] == row["cases"] for row in found] == [True, False, False] * 2
    assert all(row["cases"] is None for row in read_parquet(plain.outputs / "verdicts.parquet"))


@pytest.mark.sandbox
@pytest.mark.toolchain
def test_rows_with_tests_of_their_own_are_judged_by_the_benchmarks(tmp_path: Path) -> None:
    need_program("lua5.4", LUA)
    file = tmp_path / "c.jsonl"
    prompts = {
        p.name: render.prompt(p, languages.get("lua")).text
        for p in benchmarks.load("starter").problems[:2]
    }
    brought = rows(tests=TESTS, stop_tokens=["\nend"])
    write_jsonl(file, [{**row, "prompt": prompts[row["name"]]} for row in brought])
    strict = run(tmp_path, file, strict=True)
    (score,) = strict.manifest["summary"]["scores"]
    assert (score["outcomes"]["passed"], score["completions"]) == (2, 6)


def test_a_row_without_a_benchmark_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    bare = rows(tests=TESTS, stop_tokens=["\nend"], prompt="")
    write_jsonl(file, [{k: v for k, v in row.items() if k != "benchmark"} for row in bare])
    with pytest.raises(UsageError, match="strict mode needs"):
        run(tmp_path, file, strict=True)


@pytest.mark.parametrize("kind", [JudgeRecipe, EvaluateRecipe])
def test_a_language_without_strict_mode_is_refused_before_any_work(
    kind: type[recipes.Recipe], tmp_path: Path
) -> None:
    without = next(key for key in languages.names() if key not in languages.strict_names())
    file = tmp_path / "c.jsonl"
    write_jsonl(file, rows(language=without))
    settings = {"stage": kind.model_fields["stage"].default, "strict": True}
    with pytest.raises(UsageError, match="no strict mode"):
        stage.plan(recipes.check(kind, {**settings, "completions": [str(file)]}))  # type: ignore[arg-type]
    if kind is EvaluateRecipe:
        asked = {**settings, "model": "m", "language": [without]}
        with pytest.raises(UsageError, match="no strict mode"):
            stage.plan(recipes.check(EvaluateRecipe, asked))


def test_each_setting_makes_another_run(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    write_jsonl(file, rows())
    plans = [
        stage.plan(recipes.check(JudgeRecipe, {"completions": [str(file)], **more}))
        for more in ({}, {"strict": True}, {"partial_credit": True})
    ]
    assert len({plan.identity for plan in plans}) == 3
