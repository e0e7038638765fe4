"""A run folder is found again, goes on where it was, and refuses what would mix runs up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newtongue.core.errors import LockedError, NewtongueError, UsageError
from newtongue.core.run import SCHEMA, Plan, open_run, read_manifest
from newtongue.core.store import Appender, read_appended, sha256_file, write_text

PLAN = Plan("evaluate", 1, {"stage": "evaluate", "k": 1}, {"in.jsonl": "00"})


def finish(folder: Path) -> None:
    with open_run(PLAN, out=folder) as run:
        write_text(run.outputs / "scores.json", "{}")
        run.finish(counts={"rows": 3})


def test_equal_plans_find_one_folder_and_others_another(tmp_path: Path) -> None:
    moved = Plan("evaluate", 1, PLAN.recipe, {"elsewhere/in.jsonl": "00"})
    assert PLAN.folder(tmp_path) == moved.folder(tmp_path)
    for other in (
        Plan("evaluate", 2, PLAN.recipe, PLAN.inputs),
        Plan("evaluate", 1, {"stage": "evaluate", "k": 2}, PLAN.inputs),
        Plan("evaluate", 1, PLAN.recipe, {"in.jsonl": "01"}),
        Plan("train", 1, PLAN.recipe, PLAN.inputs),
    ):
        assert PLAN.folder(tmp_path) != other.folder(tmp_path)


def test_a_finished_run_is_reused_and_its_outputs_are_hashed(tmp_path: Path) -> None:
    finish(tmp_path / "r")
    with open_run(PLAN, out=tmp_path / "r") as run:
        assert run.finished
        assert run.manifest["outputs"] == {"scores.json": sha256_file(run.outputs / "scores.json")}
        assert not run.partial.exists()
        assert run.manifest["counts"] == {"rows": 3}


def test_an_interrupted_run_goes_on_with_its_partial_rows(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_run(PLAN, out=tmp_path / "r") as run:
        with Appender(run.partial / "rows.jsonl") as file:
            file.append({"i": 0})
        raise KeyboardInterrupt
    with open_run(PLAN, out=tmp_path / "r") as run:
        assert not run.finished
        assert list(read_appended(run.partial / "rows.jsonl")) == [{"i": 0}]


def test_a_second_process_is_refused_with_the_pid(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from newtongue.core.run import Plan, open_run\n"
        f"with open_run(Plan('evaluate', 1, {dict(PLAN.recipe)!r}, {dict(PLAN.inputs)!r}),"
        f" out=Path({str(tmp_path / 'r')!r})):\n"
        "    print('open', flush=True); time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with (
            pytest.raises(LockedError, match=str(other.pid)),
            open_run(PLAN, out=tmp_path / "r"),
        ):
            pass
    finally:
        other.kill()
        other.wait()
    with open_run(PLAN, out=tmp_path / "r") as run:  # the kernel gave the lock back
        assert not run.finished


def test_another_recipe_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    finish(tmp_path / "r")
    other = Plan("evaluate", 1, {"stage": "evaluate", "k": 100}, PLAN.inputs)
    with pytest.raises(UsageError, match="another recipe"), open_run(other, out=tmp_path / "r"):
        pass
    with open_run(other, out=tmp_path / "r", fresh=True) as run:
        assert not run.finished
    assert (tmp_path / "r.old1" / "manifest.json").exists()


def test_a_newer_schema_is_refused_clearly(tmp_path: Path) -> None:
    finish(tmp_path / "r")
    path = tmp_path / "r" / "manifest.json"
    manifest = json.loads(path.read_text()) | {"schema": SCHEMA + 1, "newtongue": "9.9"}
    path.write_text(json.dumps(manifest))
    with (
        pytest.raises(UsageError, match=r"schema .* newtongue 9\.9"),
        open_run(PLAN, out=tmp_path / "r"),
    ):
        pass


@pytest.mark.parametrize("text", ["[]", "3", "{"])
def test_a_manifest_of_something_else_is_said(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match=r"manifest\.json: not "):
        read_manifest(tmp_path)


def test_a_folder_of_other_things_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(UsageError, match="holds no run"), open_run(PLAN, out=tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_too_little_disk_space_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with (
        pytest.raises(NewtongueError, match="needed"),
        open_run(PLAN, out=tmp_path / "r", space=1 << 60),
    ):
        pass


def test_a_setting_that_grows_opens_the_same_run_again(tmp_path: Path) -> None:
    def plan(n: int) -> Plan:
        return Plan("generate", 1, {"stage": "generate", "n": n}, {}, ("n",))

    with open_run(plan(20), root=tmp_path) as run:
        write_text(run.outputs / "completions.jsonl", "twenty")
        run.finish()
    with open_run(plan(20), root=tmp_path) as run:
        assert run.finished
    with open_run(plan(200), root=tmp_path) as run:
        assert not run.finished
        assert (run.outputs / "completions.jsonl").read_text() == "twenty"
    assert len(list(tmp_path.iterdir())) == 1
