"""Code and its tests go through the whole stage, in place of files."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from newtongue import recipes
from newtongue.core.dataset import CodeTest, File
from newtongue.core.errors import UsageError
from newtongue.core.run import Run, open_run
from newtongue.core.store import read_parquet
from newtongue.curate import attribute, optout, pairing, shards, stage
from newtongue.curate.affected import affected
from newtongue.curate.choose import choose
from newtongue.curate.clusters import Clusters
from newtongue.curate.collect import folder as collected
from newtongue.curate.recipe import CurateRecipe
from newtongue.curate.spdx import both
from newtongue.curate.weigh import Weighing, weigh
from newtongue.report import curation
from tests.conftest import need_library
from tests.curate import world

need_library("enry", "curate")

APACHE = "# SPDX-License-Identifier: Apache-2.0\n"
LIMIT = 1200
"""Of tokens: two modules of six functions have fewer, one of twenty has more."""


def build(folder: Path) -> Path:
    """Five repositories: three pairs each, code without a test, a test without code, one pair that
    is too long, and a test under another licence than its code.
    """
    for number in range(5):
        home = folder / f"r{number}"
        (home / "tests").mkdir(parents=True)
        (home / "LICENSE").write_text(world.MIT)
        for name, at in (("one", 1), ("two", 2), ("three", 3), ("long", 4), ("alone", 5)):
            (home / f"{name}.py").write_text(world.module(1000 * number + at))
        for name, at in (("one", 11), ("two", 12), ("gone", 15)):
            (home / "tests" / f"test_{name}.py").write_text(world.module(1000 * number + at))
        (home / "tests" / "test_three.py").write_text(APACHE + world.module(1000 * number + 13))
        (home / "tests" / "test_long.py").write_text(world.module(1000 * number + 14, 20))
    return folder


def recipe(folder: Path, **settings: Any) -> CurateRecipe:
    data: dict[str, Any] = {
        "sources": [{"kind": "folder", "path": str(folder), "repositories": True, "name": "world"}],
        "collect": {"languages": ["python"]},
        "decontaminate": None,
        "pairs": {"tokens": LIMIT},
        "split": {"validation": 0.3, "test": 0.3},
        "workers": 1,
    }
    return recipes.check(CurateRecipe, data | settings)


def curated(out: Path, asked: CurateRecipe) -> Run:
    with open_run(stage.plan(asked), out=out) as run:
        stage.curate(asked, run)
    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return curated(tmp_path_factory.mktemp("pairs") / "run", recipe(folder))


def rows(run: Run) -> list[dict[str, Any]]:
    return [
        row | {"split": path.name.split("-")[0]}
        for path in sorted((run.outputs / "data").rglob("*.parquet"))
        for row in read_parquet(path)
    ]


def report(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run.outputs / "inspect.json").read_text())
    return found


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_item_is_the_code_and_its_test(folder: Path, run: Run) -> None:
    found = {(row["repository"], row["path"]): row for row in rows(run)}
    assert set(found) == {
        (f"r{n}", f"{name}.py") for n in range(5) for name in ("one", "two", "three")
    }
    for (repository, path), row in found.items():
        home = folder / repository
        assert row["test_path"] == f"tests/test_{path}"
        code, test = (home / row[name] for name in ("path", "test_path"))
        assert row["text"] == f"{code.read_text()}<|codetestpair|>\n{test.read_text()}"
        assert (row["file_sha256"], row["test_sha256"]) == (sha256(code), sha256(test))
        assert row["licence"] == ("Apache-2.0 AND MIT" if path == "three.py" else "MIT")
        assert (row["language"], row["source"], row["by"]) == ("python", "world", "name")
        assert row["tokens"] <= LIMIT
    assert len({row["id"] for row in found.values()}) == 15


def test_what_is_in_no_pair_or_too_long_is_counted(run: Run) -> None:
    lines = {line["step"]: line for line in report(run)["steps"]}
    line = lines["pairs"]
    assert line["dropped"] == {"in no pair": 10, "too long": 5}
    assert (line["seen"], line["kept"]) == (30, 15)
    assert lines["near-duplicates"]["kept"] == 50
    dropped = [row for row in read_parquet(run.outputs / "dropped.parquet") if row["reason"]]
    long = [row for row in dropped if row["reason"] == "too long"]
    assert {row["path"] for row in long} == {"tests/test_long.py"}
    for row in long:
        figure, words = row["detail"].split(" ", 1)
        assert int(figure) > LIMIT
        assert words == "tokens with long.py"
    assert {row["path"] for row in dropped if row["reason"] == "in no pair"} == {
        "alone.py",
        "tests/test_gone.py",
    }


def test_more_room_lets_the_long_ones_in(folder: Path, tmp_path: Path) -> None:
    """The broken twin: what was too long was so because of the limit."""
    run = curated(tmp_path / "run", recipe(folder, pairs={}))
    assert len(rows(run)) == 20
    assert max(row["tokens"] for row in rows(run)) > LIMIT


def test_a_repository_stands_on_one_side(run: Run) -> None:
    sides: dict[str, set[str]] = {}
    for row in rows(run):
        sides.setdefault(row["repository"], set()).add(row["split"])
    assert all(len(side) == 1 for side in sides.values())
    assert set.union(*sides.values()) == {"train", "validation", "test"}


@pytest.mark.parametrize("shared", ["file_id", "test_id", None])
def test_a_cluster_of_code_or_of_tests_ties_two_repositories(
    shared: str | None, folder: Path, tmp_path: Path
) -> None:
    """Whatever the seed; where nothing is shared (the twin), some seed parts them."""
    shard = tmp_path / "00000.parquet"
    made = [
        CodeTest("x\n", "a.py", "test_a.py", repository=name, file_id=f"c{n}", test_id=f"t{n}")
        for n, name in enumerate(("one/a", "two/b"))
    ]
    shards.write(shard, CodeTest, made)
    weighed = [weigh(Weighing(0, shard, tmp_path / "weigh", None))]
    of = {} if shared is None else dict.fromkeys((getattr(one, shared) for one in made), "k")
    parted = []
    for seed in range(10):
        asked = recipe(folder, seed=seed, split={"validation": 0, "test": 0.5})
        choice = choose(weighed, asked, Clusters(of=of), [shard], tmp_path, map)  # type: ignore[arg-type]
        parted.append(len(set(choice.sides.values())) == 2)
        assert set(choice.clusters.values()) == ({"k"} if shared else set())
    assert any(parted) is (shared is None)


def test_two_workers_and_small_shards_give_the_same(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = curated(tmp_path / "two", recipe(folder, workers=2))
    assert again.manifest["outputs"] == run.manifest["outputs"]
    monkeypatch.setattr(collected, "FILES", 4)  # a repository is cut into units of four files
    parted = curated(tmp_path / "parted", recipe(folder, shard_bytes=1))
    assert sorted(row["id"] for row in rows(parted)) == sorted(row["id"] for row in rows(run))
    assert report(parted)["steps"][-1]["dropped"] == report(run)["steps"][-1]["dropped"]


def test_the_id_is_of_both_files_and_the_text(run: Run) -> None:
    """And of nothing else: another link or licence is the same pair."""
    item = CodeTest("x\n", "a.py", "test_a.py", file_id="a", test_id="b")
    same = dataclasses.replace(item, url="elsewhere", licence="MIT", id="")
    assert same.id == item.id
    for change in ({"text": "y\n"}, {"file_id": "c"}, {"test_id": "c"}):
        assert dataclasses.replace(item, **change, id="").id != item.id
    for row in rows(run):
        made = CodeTest(
            row["text"],
            row["path"],
            row["test_path"],
            file_id=row["file_id"],
            test_id=row["test_id"],
        )
        assert made.id == row["id"]


def test_a_folders_repository_in_two_shards_is_paired_once(folder: Path, tmp_path: Path) -> None:
    asked = recipe(folder)
    files = [
        File(world.module(n), path, "world", "me/it", "1", "python")
        for n, path in enumerate(("a.py", "b.py", "test_b.py", "test_a.py"))
    ]
    paths = [tmp_path / "0.parquet", tmp_path / "1.parquet"]
    for path, part in zip(paths, (files[:2], files[2:]), strict=True):
        shards.write(path, File, part)
    tasks = pairing.tasks(asked, tmp_path / "pairs", paths)
    assert [pairing.pair(task)["items"] for task in tasks] == [2, 0]
    assert [row["test_path"] for row in shards.read_rows(tasks[0].made)] == [
        "test_a.py",
        "test_b.py",
    ]
    alone = [
        dataclasses.replace(task, homes={}, beside=(), folder=tmp_path / "alone") for task in tasks
    ]
    assert [pairing.pair(task)["items"] for task in alone] == [0, 0]  # the twin


def test_rows_of_a_table_pair_by_their_repository(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lines = [
        {"content": world.module(n), "path": path, "repository": name, "licence": "MIT"}
        for n, (name, path) in enumerate(
            (name, path)
            for path in ("a.py", "test_a.py")
            for name in ("one/two", "two/three", None)
        )
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "in" / "rows.jsonl").write_text(text)
    source = {"kind": "table", "path": str(tmp_path / "in")}
    run = curated(tmp_path / "run", recipe(tmp_path, sources=[source], split=None))
    assert {row["repository"] for row in rows(run)} == {"one/two", "two/three"}
    assert len(rows(run)) == 2
    assert report(run)["steps"][-1]["dropped"] == {"of no known repository": 2}


def test_an_opt_out_of_either_file_finds_the_pair(folder: Path, run: Run, tmp_path: Path) -> None:
    home = folder / "r2"
    code, test = home / "one.py", home / "tests" / "test_one.py"
    for entry in (sha256(test), sha256(code)):
        (tmp_path / "list.txt").write_text(f"{entry}\n")
        found = affected([run.folder], optout.read([tmp_path / "list.txt"]))
        assert [(row["repository"], row["path"]) for row in found.items] == [("r2", "one.py")]
        assert [row["stage"] for row in found.runs] == ["curate"]
    (tmp_path / "list.txt").write_text(sha256(home / "alone.py") + "\n")
    assert not affected([run.folder], optout.read([tmp_path / "list.txt"])).items


def test_an_opt_out_of_a_path_may_be_the_tests(tmp_path: Path) -> None:
    item = CodeTest("x\n", "a.py", "tests/test_a.py", repository="ann/tool", test_id="0" * 32)
    shards.write(tmp_path / "data.parquet", CodeTest, [item])
    for entry, count in {
        "ann/tool:tests/*": 1,
        "ann/tool:a.py": 1,
        "0" * 32: 1,
        "ann/tool:test_a.py": 0,
        "ann/other:tests/*": 0,
    }.items():
        (tmp_path / "list.txt").write_text(f"{entry}\n")
        listed = optout.read([tmp_path / "list.txt"])
        assert len(affected([tmp_path / "data.parquet"], listed).items) == count, entry


def test_a_budget_is_drawn_of_pairs(folder: Path, tmp_path: Path) -> None:
    sample = {"unit": "items", "budget": 4}
    run = curated(tmp_path / "run", recipe(folder, sample=sample))
    assert len(rows(run)) == 4
    assert report(run)["steps"][-1]["dropped"] == {"beyond the budget": 11}


def test_the_card_and_the_page_speak_of_pairs(run: Run) -> None:
    card = (run.outputs / "README.md").read_text()
    assert "15 pairs of code and its test" in card
    assert "An item is one pair. Columns: `text`, `path`, `test_path`" in card
    assert "| pairs | pairs | 30 | 15 |" in card
    assert "functions" not in card
    lines = curation.lines(report(run))
    assert "pairs of these files:" in lines
    assert any(line.startswith("Kept: 15 pairs from 50 files seen") for line in lines)
    page = curation.html(report(run), "A run")
    assert '<section id="pairs">' in page
    assert "Licences of pairs" in page
    assert "unction" not in page


def test_the_hubs_library_opens_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = need_library("datasets", "curate")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    loaded = datasets.load_dataset(str(run.outputs), cache_dir=str(tmp_path / "cache"))
    assert sum(len(part) for part in loaded.values()) == 15
    assert "<|codetestpair|>" in loaded["train"][0]["text"]


def test_a_copied_test_is_found_in_its_pair(folder: Path, run: Run, tmp_path: Path) -> None:
    index = attribute.build(run.folder, tmp_path / "index")
    (hit,) = attribute.nearest(index, (folder / "r3" / "tests" / "test_two.py").read_text(), 1)
    assert hit.copied
    assert (hit.repository, hit.path, hit.test_path) == ("r3", "two.py", "tests/test_two.py")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"extract": {}}, "pairs and extract"),
        ({"function_dedup": {}}, "function_dedup needs"),
        ({"pairs": {"tokens": 0}}, "tokens"),
        ({"pairs": {"separator": ""}}, "separator"),
    ],
)
def test_a_wrong_recipe_is_one_clear_line(
    settings: dict[str, Any], says: str, folder: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        recipe(folder, **settings)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other", "licence"),
    [
        ("MIT", "MIT", "MIT"),
        ("MIT", "Apache-2.0", "Apache-2.0 AND MIT"),
        ("MIT OR Apache-2.0", "ISC", "(MIT OR Apache-2.0) AND ISC"),
        ("MIT AND ISC", "MIT", "ISC AND MIT"),
        ("MIT", "", ""),
        ("MIT", "see the file", ""),
        ("MIT and (BSD", "ISC", ""),
        ("", "", ""),
    ],
)
def test_the_licence_of_two_files(one: str, other: str, licence: str) -> None:
    assert both(one, other) == both(other, one) == licence
