"""A small world goes through the whole stage; the same bytes come out however it is run."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newtongue import recipes
from newtongue.core.dataset import File
from newtongue.core.errors import UsageError
from newtongue.core.progress import Step
from newtongue.core.run import Run, open_run
from newtongue.core.store import read_parquet
from newtongue.curate import optout, stage
from newtongue.curate.affected import affected
from newtongue.curate.collect import linguist
from newtongue.curate.recipe import CurateRecipe
from newtongue.curate.tasks import Task, _noting
from newtongue.curate.workers import ProcessDied, processes
from tests.conftest import need_library
from tests.curate import world
from tests.sandbox import clusters

need_library("enry", "curate")


def recipe(folder: Path, **settings: Any) -> CurateRecipe:
    data: dict[str, Any] = {
        "sources": [{"kind": "folder", "path": str(folder), "repositories": True, "name": "world"}],
        "collect": {"languages": ["python"]},
        "optout": [str(folder / "optout.txt")],
        "filters": {"preset": "stack-v2"},
        "decontaminate": {"benchmarks": ["starter"], "languages": ["python", "lua"]},
        "extract": {},
        "check": None,
        "split": {"validation": 0.3, "test": 0.3},
        "shard_bytes": 9000,
        "workers": 1,
    }
    return recipes.check(CurateRecipe, data | settings)


class Watch:
    """Counts the tasks of each phase; calls `at` after the second task of one."""

    def __init__(self, phase: str = "", at: Callable[[], None] = lambda: None) -> None:
        self.phase, self.at = phase, at
        self.tasks: dict[str, int] = {}

    @contextmanager
    def track(self, label: str, *_: int) -> Iterator[Step]:
        def step(count: int = 1, said: str = "") -> None:
            self.tasks[label] = self.tasks.get(label, 0) + count
            if label == self.phase and self.tasks[label] == 2:
                self.at()

        yield step

    def note(self, line: str) -> None:
        del line


def curated(out: Path, asked: CurateRecipe, watch: Watch | None = None) -> Run:
    with open_run(stage.plan(asked), out=out, progress=watch or Watch()) as run:
        stage.curate(asked, run)
    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def one_worker(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return curated(tmp_path_factory.mktemp("one") / "run", recipe(folder))


def report(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run.outputs / "inspect.json").read_text())
    return found


def drops(run: Run) -> dict[str, set[str]]:
    """For each step and reason, the files."""
    found: dict[str, set[str]] = {}
    for row in read_parquet(run.outputs / "dropped.parquet"):
        place = f"{row['repository']}/{row['path']}"
        found.setdefault(f"{row['step']}: {row['reason']}", set()).add(place)
    return found


def test_each_step_drops_what_it_is_for(one_worker: Run) -> None:
    found = drops(one_worker)
    assert {place.split("/")[0] for place in found["licence: no licence"]} == {"r0"}
    assert {place.split("/")[0] for key in found if "opt-out" in key for place in found[key]} == {
        "r1"
    }
    assert found["near-duplicates: exact copy"] <= {"r2/copy.py", "r3/m1.py"}
    assert found["near-duplicates: near-duplicate"] <= {"r2/near.py", "r3/m2.py"}
    collected = {place for key in found if key.startswith("collect") for place in found[key]}
    assert collected == {"r2/bytes.py", "r2/empty.py"}
    assert {"r2/made.py"} == {place for key in found if "filters" in key for place in found[key]}
    lines = {line["step"]: line for line in report(one_worker)["steps"]}
    for line in lines.values():
        assert line["seen"] == line["kept"] + sum(line["dropped"].values())


def test_clusters_of_copies_alone_are_not_counted(one_worker: Run) -> None:
    near = report(one_worker)["near_dedup"]
    assert (near["clusters"], near["removed"], near["exact_copies"]) == (1, 1, 1)


CALLERS = """def even(n: int) -> bool:
    \"\"\"Whether a count of steps can be halved.\"\"\"
    if n > 40:
        return odd(n - 3)
    return n % 2 == 0 or odd(n - 1)


def odd(n: int) -> bool:
    \"\"\"Whether a count of steps leaves one over.\"\"\"
    if n > 30:
        return even(n - 7)
    return n % 2 == 1 or (n > 1 and even(n - 1))
"""


def test_functions_that_call_each_other_are_one_text(tmp_path: Path) -> None:
    home = tmp_path / "world" / "r"
    home.mkdir(parents=True)
    (home / "LICENSE").write_text(world.MIT)
    (home / "m.py").write_text(CALLERS)
    asked = recipe(tmp_path / "world", optout=[], filters=None, split=None)
    run = curated(tmp_path / "run", asked)
    steps = {line["step"]: line for line in report(run)["steps"]}
    assert steps["same text"]["dropped"] == {"the text of another": 1}
    assert sum(split["items"] for split in report(run)["splits"].values()) == 1


def test_the_time_of_the_processes_is_in_the_cost(folder: Path, tmp_path: Path) -> None:
    """Their start alone, with the libraries of each, is a second or so of CPU time."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    run = curated(tmp_path / "run", recipe(folder, workers=2))
    after = resource.getrusage(resource.RUSAGE_SELF)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert run.manifest["cost"]["cpu_seconds"] > own + 0.3


def test_the_data_set_says_where_each_item_is_from(one_worker: Run) -> None:
    rows = [
        row | {"split": path.name.split("-")[0]}
        for path in sorted((one_worker.outputs / "data").rglob("*.parquet"))
        for row in read_parquet(path)
    ]
    assert len(rows) > 50
    assert {row["licence"] for row in rows} == {"MIT"}
    assert {row["language"] for row in rows} == {"python"}
    sides: dict[str, set[str]] = {}
    for row in rows:
        assert row["path"].endswith(".py")
        assert row["file_id"]
        assert row["tokens"] > 10
        sides.setdefault(row["repository"], set()).add(row["split"])
    assert all(len(side) == 1 for side in sides.values())
    assert len({row["id"] for row in rows}) == len(rows)
    assert "somewhere-else.org" not in "".join(row["text"] for row in rows)
    splits = report(one_worker)["splits"]
    assert {name: sum(row["split"] == name for row in rows) for name in splits} == {
        name: size["items"] for name, size in splits.items()
    }


def test_nothing_personal_is_shown_of_what_was_dropped(
    folder: Path, one_worker: Run, tmp_path: Path
) -> None:
    clusters = report(one_worker)["clusters"]
    assert any("NEAR = " in one["diff"] for one in clusters)
    with_it = curated(tmp_path / "run", recipe(folder, pii=None))
    for run, there in ((one_worker, False), (with_it, True)):
        assert ("somewhere-else.org" in (run.outputs / "inspect.json").read_text()) is there


def test_the_hubs_library_opens_it(
    one_worker: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = need_library("datasets", "curate")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    loaded = datasets.load_dataset(str(one_worker.outputs), cache_dir=str(tmp_path / "cache"))
    assert {name: len(part) for name, part in loaded.items()} == {
        name: size["items"] for name, size in report(one_worker)["splits"].items()
    }


def test_two_runs_are_two_in_the_cache_of_the_hubs_library(
    folder: Path, one_worker: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes by the folder's name, `outputs`, and by what the card says of the files."""
    datasets = need_library("datasets", "curate")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    other = curated(tmp_path / "other" / "run", recipe(folder, sample={"budget": 2000}))
    for run in (one_worker, other):
        loaded = datasets.load_dataset(str(run.outputs), cache_dir=str(tmp_path / "cache"))
        assert {name: len(part) for name, part in loaded.items()} == {
            name: size["items"] for name, size in report(run)["splits"].items()
        }


def test_files_in_place_of_functions(folder: Path, tmp_path: Path) -> None:
    run = curated(tmp_path / "run", recipe(folder, extract=None, split=None, pii=None))
    (path,) = (run.outputs / "data").rglob("*.parquet")
    assert path.name == "train-00000.parquet"
    rows = read_parquet(path)
    assert any("somewhere-else.org" in row["text"] for row in rows)
    assert {row["source"] for row in rows} == {"world"}


def test_a_limit_takes_the_first_files(folder: Path, tmp_path: Path) -> None:
    settings = {"extract": None, "split": None, "near_dedup": None}
    many = curated(tmp_path / "many", recipe(folder, **settings))
    few = curated(tmp_path / "few", recipe(folder, **settings, limit=7))
    rows = [
        read_parquet(run.outputs / "data" / "python" / "train-00000.parquet") for run in (many, few)
    ]
    assert rows[1] == rows[0][:7]


def test_the_limit_is_a_line_of_the_funnel(folder: Path, tmp_path: Path) -> None:
    run = curated(tmp_path / "run", recipe(folder, extract=None, limit=7))
    lines = report(run)["steps"]
    for before, after in itertools.pairwise(lines):
        assert before["kept"] == after["seen"], (before, after)
    assert [line["kept"] for line in lines if line["step"] == "limit"] == [7]


def rows_in(folder: Path, names: list[str], rows: list[dict[str, str]]) -> dict[str, Any]:
    """A source of tables, each with the same rows."""
    folder.mkdir()
    text = "".join(json.dumps(row | {"licence": "MIT"}) + "\n" for row in rows)
    for name in names:
        (folder / f"{name}.jsonl").write_text(text)
    return {"kind": "table", "path": str(folder), "name": "rows"}


@pytest.mark.parametrize("near", [{}, None])
def test_the_same_file_of_two_archives_is_there_once(
    near: dict[str, Any] | None, tmp_path: Path
) -> None:
    row = {"content": world.module(5), "path": "a.py", "repository": "one/two"}
    source = rows_in(tmp_path / "in", ["x", "y"], [row])
    settings: dict[str, Any] = {"optout": [], "near_dedup": near, "split": None, "extract": None}
    run = curated(tmp_path / "run", recipe(tmp_path, sources=[source], **settings))
    (path,) = (run.outputs / "data").rglob("*.parquet")
    assert len(read_parquet(path)) == 1
    assert drops(run)["near-duplicates: collected twice"] == {"one/two/a.py"}


def test_functions_of_one_file_stand_on_one_side(tmp_path: Path) -> None:
    rows = [{"content": world.module(n), "path": f"{n}.py"} for n in range(12)]
    source = rows_in(tmp_path / "in", ["x"], rows)
    run = curated(tmp_path / "run", recipe(tmp_path, sources=[source], optout=[]))
    sides: dict[str, set[str]] = {}
    for path in (run.outputs / "data").rglob("*.parquet"):
        for row in read_parquet(path):
            sides.setdefault(row["file_id"], set()).add(path.name)
    assert len(sides) == 12
    assert all(len(side) == 1 for side in sides.values())
    assert len(set.union(*sides.values())) == 3


def test_an_opt_out_by_hash_is_found_in_what_was_published(
    folder: Path, one_worker: Run, tmp_path: Path
) -> None:
    text = (folder / "r2" / "mail.py").read_bytes()
    (tmp_path / "list.txt").write_text(hashlib.sha256(text).hexdigest() + "\n")
    found = affected([one_worker.folder], optout.read([tmp_path / "list.txt"]))
    assert {row["path"] for row in found.items} == {"mail.py"}
    assert len(found.items) >= 6


def test_two_workers(folder: Path, one_worker: Run, tmp_path: Path) -> None:
    run = curated(tmp_path / "run", recipe(folder, workers=2))
    assert run.manifest["outputs"] == one_worker.manifest["outputs"]


@pytest.mark.parametrize("phase", ["gather", "clean", "extract", "weigh"])
def test_what_was_done_is_not_done_again(
    phase: str, folder: Path, one_worker: Run, tmp_path: Path
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        curated(out, recipe(folder), Watch(f"{phase} shards", stop))
    before = {path: path.stat().st_mtime_ns for path in (out / "partial").rglob("*.json")}
    assert before
    run = curated(out, recipe(folder))
    assert run.manifest["outputs"] == one_worker.manifest["outputs"]


def test_kill_and_resume(folder: Path, one_worker: Run, tmp_path: Path) -> None:
    asked, out = recipe(folder), tmp_path / "run"
    (tmp_path / "recipe.json").write_text(asked.model_dump_json())
    argv = [sys.executable, "-m", "newtongue", "curate", str(tmp_path / "recipe.json"), "-o"]
    process = subprocess.Popen([*argv, str(out), "-q"])
    try:
        while not (out / "partial" / "gather" / "00001.json").exists():
            assert process.poll() is None, "it ended before it was killed"
            time.sleep(0.01)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert not (out / "outputs" / "inspect.json").exists()
    run = curated(out, asked)
    assert run.manifest["outputs"] == one_worker.manifest["outputs"]


def dies_at_the_second(task: Task) -> dict[str, Any]:
    """As a parser's crash does."""
    with _noting(task) as note:
        note(File("", "a/quite/long/path.py", source="folder:x"))
        note(File("", "b.py", source="folder:x"))
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


def test_a_process_that_dies_leaves_the_name_of_the_file(folder: Path, tmp_path: Path) -> None:
    asked = recipe(folder)
    with open_run(stage.plan(asked), out=tmp_path / "run") as run, processes(2) as run_all:
        todo = [Task(number, asked, run.partial / "gather") for number in range(2)]
        with pytest.raises(ProcessDied, match=r"killed .*, at one of: folder:x: b\.py"):
            stage.Work(asked, run, run_all).phase("gather", dies_at_the_second, todo)


def test_while_the_next_file_is_read_the_note_says_behind_which(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def generated(path: str, data: bytes) -> bool:
        seen.extend(at.read_text() for at in tmp_path.rglob("*.at"))
        return False

    monkeypatch.setattr(linguist, "generated", generated)
    curated(tmp_path / "run", recipe(folder, near_dedup=None, extract=None, decontaminate=None))
    assert any(said.endswith("behind m0.py") for said in seen)
    assert all(said.startswith("world: ") for said in seen)
    assert not list(tmp_path.rglob("*.at"))


@pytest.mark.slow
def test_two_ray_nodes(folder: Path, one_worker: Run, tmp_path: Path) -> None:
    with clusters.cluster() as head:
        clusters.another(head)
        asked = recipe(folder, engine="ray", ray_address=head.address)
        run = curated(tmp_path / "run", asked)
    assert run.manifest["outputs"] == one_worker.manifest["outputs"]


def test_what_differs_is_seen(folder: Path, one_worker: Run, tmp_path: Path) -> None:
    """The broken twin: another seed is another split."""
    run = curated(tmp_path / "run", recipe(folder, seed=1))
    assert run.manifest["outputs"] != one_worker.manifest["outputs"]


def test_another_file_in_a_source_is_another_run(tmp_path: Path) -> None:
    folder = world.build(tmp_path / "world", repositories=3, files=1)
    before = stage.plan(recipe(folder)).identity
    assert stage.plan(recipe(folder, workers=5, engine="local")).identity == before
    (folder / "r2" / "more.py").write_text("x = 1\n")
    assert stage.plan(recipe(folder)).identity != before


def test_another_version_of_a_library_is_another_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = recipe(folder, decontaminate=None)
    before = stage.plan(asked)
    assert "google-re2" in before.inputs
    monkeypatch.setattr(stage, "version", lambda name: f"{name} of tomorrow")
    assert stage.plan(asked).identity != before.identity


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"sources": []}, "sources"),
        ({"sources": [{"kind": "folder", "path": "/not/there"}]}, "/not/there"),
        ({"collect": {"languages": []}}, "languages"),
        ({"optout": ["/not/there"]}, "/not/there"),
        ({"function_dedup": {}, "extract": None}, "function_dedup"),
        ({"near_dedup": {"threshold": 2}}, "threshold"),
        ({"sample": {"per_language": {"klingon": 5}}}, "'klingon' is not collected"),
        ({"decontaminate": {"data": ["/not/there"]}}, "no such folder: /not/there"),
    ],
)
def test_a_wrong_recipe_is_one_clear_line(
    settings: dict[str, Any], says: str, folder: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        stage.plan(recipe(folder, **settings))
    assert says in str(caught.value)
