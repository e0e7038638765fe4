"""The plan of the lab in small: every step runs, nothing leaks, and a second call is at once."""

from __future__ import annotations

import json
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from newtongue import recipes
from newtongue.benchmarks import lab as family
from newtongue.core.completion import Completion, completion_to_json
from newtongue.core.progress import Silent
from newtongue.core.run import open_run
from newtongue.core.store import read_jsonl, write_jsonl, write_parquet
from newtongue.evaluate.judging import VERDICTS
from newtongue.teach import TeachRecipe, lab, plan, teach
from tests.conftest import need, need_program

RECIPE = recipes.home_of_recipes() / "teach" / "lab.yaml"
SMALL = (
    "functions=300",
    "literals=50",
    "hints=20",
    "student.steps=12",
    "teacher.steps=12",
    "student.hidden=32",
    "teacher.hidden=32",
    "student.layers=1",
    "teacher.layers=1",
    "synthesis.problems=12",
    "synthesis.n=2",
    "synthesis.max_new_tokens=40",
    "max_new_tokens=24",
    "limit=16",
)


def small() -> TeachRecipe:
    recipe = recipes.load(TeachRecipe, "teach", RECIPE, SMALL)
    short = [t.model_copy(update={"steps": 3}) for t in recipe.tunings]
    return recipe.model_copy(update={"tunings": [short[0], short[1], short[4], short[5]]})


def test_what_the_student_reads_holds_no_solution_of_the_pool(tmp_path: Path) -> None:
    recipe = small()
    places = lab.Places(tmp_path)
    lab.write_data(recipe, places)
    pool = {i.problem.name for i in family.generate("train", 300, 7) if i.role == "source"}
    assert len(pool) > 100
    for name in ("student", "teacher", "tokenizer", "replay"):
        rows = [row for _, row in read_jsonl(places.data(name))]
        assert rows
        leaked = [r["name"] for r in rows if r["language"] == "lua" and r["name"] in pool]
        assert not leaked, name
    student = [row for _, row in read_jsonl(places.data("student"))]
    assert sum(row["language"] == "lua" for row in student) == recipe.hints


def test_only_what_passed_is_kept_and_the_control_has_equal_count(tmp_path: Path) -> None:
    recipe = small()
    places = lab.Places(tmp_path)
    names = [p.name for p in (i.problem for i in family.generate("train")) if True][:4]
    rows, verdicts = [], []
    for index, name in enumerate(names):
        for output_id in range(3):
            text = f"  return {index}{output_id % 2}"  # the third repeats the first
            completion = Completion(name, "lua", output_id, text, "lab-train")
            rows.append(completion_to_json(completion))
            verdict = dict.fromkeys(VERDICTS) | {
                "benchmark": "lab-train",
                "language": "lua",
                "name": name,
                "output_id": output_id,
                "outcome": "passed" if index < 2 and output_id != 1 else "assertion",
                "program_sha256": f"{index}{output_id % 2}",
            }
            verdicts.append(verdict)
    write_jsonl(places.output("sample", "completions.jsonl.gz"), rows)
    write_parquet(places.output("judge", "verdicts.parquet"), verdicts, VERDICTS)
    lab.select(recipe, places)
    kept = [row for _, row in read_jsonl(places.data("kept"))]
    assert [row["completion"] for row in kept] == ["  return 00\nend\n", "  return 10\nend\n"]
    assert len([row for _, row in read_jsonl(places.data("unfiltered"))]) == len(kept)
    funnel = json.loads((places.steps / "data" / "funnel.json").read_text())
    assert funnel == {
        "asked": 12, "distinct": 8, "passed": 4, "kept": 2, "problems": 4, "solved": 2,
    }  # fmt: skip


def test_without_anything_kept_the_plan_says_so(tmp_path: Path) -> None:
    from newtongue.core.errors import NewtongueError

    recipe = small()
    places = lab.Places(tmp_path)
    name = family.generate("train")[0].problem.name
    row = completion_to_json(Completion(name, "lua", 0, "  return 0", "lab-train"))
    write_jsonl(places.output("sample", "completions.jsonl.gz"), [row])
    write_parquet(places.output("judge", "verdicts.parquet"), [], VERDICTS)
    with pytest.raises(NewtongueError, match="none of"):
        lab.select(recipe, places)


@pytest.mark.torch
@pytest.mark.toolchain
@pytest.mark.slow
def test_the_plan_runs_to_a_report_and_a_second_call_reuses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("altair", find_spec("altair"), "pip install 'newtongue[report]'")
    need_program("lua5.4", "newtongue languages install lua")
    need("torch", find_spec("torch"), "pip install 'newtongue[train]'")
    recipe = small()
    # models this small write nothing that passes: what is kept is taken from the gold instead
    monkeypatch.setattr(lab, "select", _gold)
    with open_run(plan(recipe), out=tmp_path / "run", progress=Silent()) as run:
        teach(recipe, run)
        manifest = run.manifest
    assert set(manifest["outputs"]) == {"scores.json"}
    pages = {f"report.{kind}" for kind in ("html", "json", "md", "txt")}
    assert {p.name for p in (run.folder / "report").iterdir()} == pages
    report = json.loads((run.folder / "report" / "report.json").read_text())
    assert {row["label"] for row in report["rows"]} == {
        *("untuned", "teacher"),
        *(t.label for t in recipe.tunings),
    }
    assert {d["label"] for d in report["differences"]} >= {
        "Replay",
        "Keeping what passed, once each,",
    }
    assert all(d["low"] <= d["estimate"] <= d["high"] for d in report["differences"])
    assert report["funnels"][0]["steps"][0] == ["asked", 24]
    assert manifest["summary"]["cpu_seconds"] > 0
    began = time.monotonic()
    with open_run(plan(recipe), out=tmp_path / "run") as run:
        teach(recipe, run)
        assert run.manifest == manifest
    assert time.monotonic() - began < 5


def _gold(recipe: TeachRecipe, places: lab.Places) -> None:
    items = [i for i in family.generate("train", recipe.functions) if i.role == "source"][:20]
    examples = lab._examples(items, recipe.target)
    lab.write_examples(places.data("kept"), examples)
    lab.write_examples(places.data("unfiltered"), examples)
    (places.steps / "data" / "funnel.json").write_text('{"asked": 24, "kept": 20}')
