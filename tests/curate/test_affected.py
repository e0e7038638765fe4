"""What an opt-out list touches: rows of made-up data sets, and the runs that descend from them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from newtongue.cli import app
from newtongue.core.dataset import File, Function
from newtongue.core.errors import UsageError
from newtongue.core.run import Plan, open_run
from newtongue.core.store import sha256_file, write_json, write_jsonl
from newtongue.curate import shards
from newtongue.curate.affected import Found, affected
from newtongue.curate.optout import read
from newtongue.models import location

OURS = File("x = 1\n", "a.py", "git", "ann/tool", "1", "python")
THEIRS = File("y = 2\n", "b.py", "git", "ben/lib", "1", "python")


def table(path: Path, *files: File | Function) -> Path:
    shards.write(path, type(files[0]), files)
    return path


def rows(path: Path, *said: dict[str, str]) -> None:
    import pyarrow as pa

    names = dict.fromkeys(said[0], pa.string())
    shards.write_rows(path, names, [[row[name] for name in names] for row in said])


def run(root: Path, stage: str, outputs: Mapping[str, Any], **said: Any) -> Path:
    """A finished run with such outputs: {name: files, or JSON}."""
    plan = Plan(
        stage, 1, said.get("recipe", {"name": len(list(root.glob("*")))}), said.get("inputs", {})
    )
    with open_run(plan, root=root) as opened:
        for name, content in outputs.items():
            if name.endswith(".parquet") and isinstance(content[0], dict):
                rows(opened.outputs / name, *content)
            elif name.endswith(".parquet"):
                table(opened.outputs / name, *content)
            else:
                write_json(opened.outputs / name, content)
        opened.finish()
        return opened.folder


def ask(paths: list[Path], entry: str, folder: Path) -> Found:
    (folder / "list.txt").write_text(f"{entry} # asked\n")
    return affected(paths, read([folder / "list.txt"]))


def test_rows_of_a_data_set_are_named(tmp_path: Path) -> None:
    data = table(
        tmp_path / "data.parquet", THEIRS, OURS, dataclasses.replace(OURS, path="c.py", id="")
    )
    found = ask([data], "ann/tool", tmp_path)
    assert [(row["row"], row["path"], row["id"]) for row in found.items] == [
        (1, "a.py", OURS.id),
        (2, "c.py", dataclasses.replace(OURS, path="c.py", id="").id),
    ]
    assert found.items[0] == {
        "file": str(data),
        "row": 1,
        "id": OURS.id,
        "repository": "ann/tool",
        "revision": "1",
        "path": "a.py",
        "name": "",
        "language": "python",
        "entry": "ann/tool",
        "date": "",
        "reason": "asked",
        "list": "list.txt:1",
    }
    assert not found.runs
    assert ask([data], "nobody/*", tmp_path) == Found((), (), unmatched=("nobody/*",))


def test_hashes_of_texts_and_ids_of_files_find_rows(tmp_path: Path) -> None:
    function = Function("f", "python", "def f(): ...", "ann/tool", "a.py", file_id=OURS.id)
    data = table(tmp_path / "functions.parquet", function)
    text = hashlib.sha256(function.text.encode()).hexdigest()
    for entry in (OURS.id, text, "ann/tool:a.*"):
        assert [row["name"] for row in ask([data], entry, tmp_path).items] == ["f"]
    assert not ask([data], THEIRS.id, tmp_path).items


def test_examples_are_found_by_their_parents(tmp_path: Path) -> None:
    data = tmp_path / "examples.jsonl.gz"
    row = {"name": "e", "language": "lua", "prompt": "", "completion": "x"}
    parents = {"repository": "ann/tool", "file_id": OURS.id}
    write_jsonl(data, [row, row | {"parents": parents}])
    assert [row["row"] for row in ask([tmp_path], OURS.id, tmp_path).items] == [1]
    assert [row["row"] for row in ask([data], "ann/*", tmp_path).items] == [1]


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """curate > train > evaluate, curate > a LoRA, and a train that read the other data set."""
    root = tmp_path / "runs"
    train = "data/python/train-00000.parquet"
    data = run(root, "curate", {train: [THEIRS, OURS], "data/test.parquet": [THEIRS]})
    other = run(root, "curate", {train: [THEIRS]})
    sha = sha256_file(data / "outputs" / train)
    model = {"model/config.json": {"hidden": 8}, "model/tokenizer.json": {}, "training.json": {}}
    trained = run(root, "train", model, inputs={"train": sha})
    spec = location.fingerprint(str(trained))
    run(root, "evaluate", {"scores.json": {}}, inputs={"model": spec})
    run(root, "train", {"adapter/adapter_config.json": {}}, inputs={"base": spec, "x": "0"})
    untouched = sha256_file(other / "outputs" / train)
    run(root, "train", {"model/config.json": {"hidden": 9}}, inputs={"train": untouched})
    test = sha256_file(data / "outputs/data/test.parquet")
    run(root, "generate", {"c.json": {}}, inputs={"test": test}, recipe={"x": "test only"})
    return root


def test_descendants_are_walked_step_by_step(runs: Path, tmp_path: Path) -> None:
    found = ask([runs], "ann/tool", tmp_path)
    assert [(row["stage"], row["steps"]) for row in found.runs] == [
        ("curate", 0),
        ("train", 1),
        ("evaluate", 2),
        ("train", 2),
    ]
    assert [row["path"] for row in found.items] == ["a.py"]
    assert found.runs[0]["because"].endswith("list: data/python/train-00000.parquet")
    assert found.runs[1]["because"].startswith("reads train: ")
    assert found.runs[2]["because"].startswith("reads model: ")
    again = ask([runs], "ann/tool", tmp_path)
    assert again == found


def test_a_file_and_its_descendants(runs: Path, tmp_path: Path) -> None:
    """A published file beside the runs is enough: its bytes are the link."""
    (file,) = (p for p in runs.rglob("train-*.parquet") if len(shards_ids(p)) == 2)
    copy = tmp_path / "published.parquet"
    copy.write_bytes(file.read_bytes())
    found = ask([copy, runs], "ann/tool", tmp_path)
    assert {row["file"] for row in found.items} == {str(copy), str(file)}
    assert [row["steps"] for row in found.runs] == [0, 1, 2, 2]


def shards_ids(path: Path) -> list[str]:
    return [row["id"] for row in shards.read_rows(path, ["id"])]


def test_a_recipe_that_names_a_touched_run_makes_a_descendant(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    data = run(root, "curate", {"data.parquet": [OURS]})
    recipe = {"sources": [{"path": str(data / "outputs")}]}
    run(root, "synthesize", {"a.json": {}}, recipe=recipe, inputs={"x": "unlike"})
    found = ask([root], "ann/*", tmp_path)
    assert [(row["stage"], row["steps"]) for row in found.runs] == [
        ("curate", 0),
        ("synthesize", 1),
    ]
    assert "names" in found.runs[1]["because"]


def test_a_run_that_holds_rows_and_descends_passes_all_of_it_on(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    first = run(root, "curate", {"data.parquet": [OURS]})
    read_it = {"x": sha256_file(first / "outputs/data.parquet")}
    model = {"rows.parquet": [OURS], "model/config.json": {"hidden": 8}}
    second = run(root, "train", model, inputs=read_it)
    spec = location.fingerprint(str(second))
    run(root, "evaluate", {"scores.json": {}}, inputs={"model": spec})
    found = ask([root], "ann/tool", tmp_path)
    assert sorted((row["stage"], row["steps"]) for row in found.runs) == [
        ("curate", 0),
        ("evaluate", 1),
        ("train", 0),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"schema": "1.0"},
        {"outputs": ["a.parquet"]},
        {"outputs": {"a.parquet": {"sha256": "00"}}},
        {"inputs": {"a": 3}},
    ],
)
def test_an_odd_manifest_is_named_and_the_rest_reported(
    odd: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "odd").mkdir()
    said = {"schema": 1, "stage": "curate", "finished": "now"} | odd
    (tmp_path / "odd" / "manifest.json").write_text(json.dumps(said))
    (tmp_path / "deep.jsonl").write_text("[" * 100_000 + "\n")
    data = table(tmp_path / "d.parquet", OURS)
    found = ask([tmp_path], "ann/*", tmp_path)
    assert [row["file"] for row in found.items] == [str(data)]
    assert {Path(one["file"]).parts[-1] for one in found.unread} >= {"deep.jsonl"}
    assert any("odd" in one["file"] for one in found.unread)


def test_lists_of_a_run_without_their_columns_are_named(tmp_path: Path) -> None:
    lists = {"dropped.parquet": [{"reason": "a"}], "duplicates.parquet": [{"id": "a"}]}
    run(tmp_path / "runs", "curate", {"d.parquet": [OURS], **lists})
    found = ask([tmp_path / "runs"], "ann/*", tmp_path)
    assert len(found.items) == 1
    assert {Path(one["file"]).name for one in found.unread} == set(lists)


def test_what_is_not_a_run_of_ours_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/manifest.json").write_text(json.dumps({"name": "an app"}))
    unfinished = tmp_path / "train-0"
    unfinished.mkdir()
    (unfinished / "manifest.json").write_text(json.dumps({"schema": 1, "stage": "train"}))
    data = table(tmp_path / "web" / "d.parquet", OURS)
    found = ask([tmp_path], "ann/*", tmp_path)
    assert [row["file"] for row in found.items] == [str(data)]
    assert not found.runs


def test_bad_paths_and_files_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 is not enough")
    for path in (broken, tmp_path / "gone"):
        with pytest.raises(UsageError, match=path.name):
            ask([path], "ann/*", tmp_path)


def test_entries_that_match_nothing_are_named(tmp_path: Path) -> None:
    """One that another entry goes before has matched, and one that a run has honoured, too."""
    text = hashlib.sha256(b"z = 3\n").hexdigest()
    gone = dataclasses.replace(THEIRS, repository="old/lib", id="")
    dropped = [
        {"id": gone.id, "repository": "old/lib", "path": "b.py", "step": "licence", "detail": ""},
        {"id": "0" * 32, "repository": "", "path": "z.py", "step": "opt-out"}
        | {"detail": f"{text} (asked), list.txt:3"},
    ]
    runs = tmp_path / "runs"
    run(runs, "curate", {"data/a.parquet": [OURS], "dropped.parquet": dropped})
    entries = ["ann/*", "ann/tool", "nosuch/repo", "old/lib", text, "ann/tool:lib/*", "ann/too"]
    found = ask([runs], "\n".join(entries), tmp_path)
    assert [row["entry"] for row in found.items] == ["ann/*"]
    assert found.unmatched == ("nosuch/repo", "ann/tool:lib/*", "ann/too")


def test_a_place_without_data_or_runs_is_an_error(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "a.py").write_text("x = 1\n")
    with pytest.raises(UsageError, match=r"code: no data set or run there$"):
        ask([code], "ann/*", tmp_path)
    run(tmp_path / "runs", "train", {"model/config.json": {}})
    assert not ask([tmp_path / "runs"], "ann/*", tmp_path).unread


def test_unfinished_runs_are_named(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    with open_run(Plan("curate", 1, {"name": "stopped"}), root=root) as opened:
        table(opened.outputs / "data.parquet", OURS)
    with pytest.raises(UsageError, match=f"{opened.folder.name}: an unfinished run"):
        ask([root], "ann/*", tmp_path)
    whole = run(root, "curate", {"data/a.parquet": [OURS], "data/b.parquet": [OURS]})
    (whole / "outputs/data/b.parquet").unlink()
    found = ask([root], "ann/*", tmp_path)
    assert [row["file"] for row in found.items] == [str(whole / "outputs/data/a.parquet")]
    assert found.unread == (
        {"file": str(opened.folder), "why": "an unfinished run: not looked at"},
        {
            "file": str(whole / "outputs/data/b.parquet"),
            "why": "not there, though the manifest of its run names it",
        },
    )


def test_what_cannot_be_read_in_a_folder_is_named_and_the_rest_reported(tmp_path: Path) -> None:
    place = tmp_path / "place"
    run(place / "runs", "curate", {"data/a.parquet": [OURS]})
    row = json.dumps({"repository": "ann/tool", "path": "c.py"})
    (place / "mine.jsonl").write_text(f"{row}\nnot JSON\n{row}\n")
    (place / "bad.parquet").write_bytes(b"PAR1 is not enough")
    (place / "web").mkdir()
    (place / "web/manifest.json").write_text("// an app\n")
    (place / "list").mkdir()
    (place / "list/manifest.json").write_text("[]")
    found = ask([place], "ann/tool", tmp_path)
    assert [row["path"] for row in found.items] == ["a.py", "c.py"]
    assert [run["steps"] for run in found.runs] == [0]
    whys = {Path(one["file"]).name: one["why"] for one in found.unread}
    assert list(whys) == ["manifest.json", "bad.parquet", "mine.jsonl"]
    assert whys["mine.jsonl"].startswith("line 2: not JSON: ")
    with pytest.raises(UsageError, match=r"mine.jsonl:2: not JSON"):
        ask([place, place / "mine.jsonl"], "ann/tool", tmp_path)
    with pytest.raises(UsageError, match=r"manifest.json: not JSON"):
        ask([place / "web"], "ann/tool", tmp_path)


def copies(root: Path, *data: File | Function, **dropped: str) -> None:
    """A run in which the files are one cluster; `dropped` is a row of dropped.parquet."""
    known = [
        {"id": one, "kept_id": THEIRS.id, "cluster_id": THEIRS.id} for one in (OURS.id, THEIRS.id)
    ]
    outputs: dict[str, Any] = {"data/a.parquet": data, "duplicates.parquet": known}
    run(root, "curate", outputs | ({"dropped.parquet": [dropped]} if dropped else {}))


def test_near_copies_of_what_is_on_the_list_are_named(tmp_path: Path) -> None:
    """Also where the file on the list was dropped for the copy, and where functions are left."""
    third = dataclasses.replace(THEIRS, repository="eve/lib", id="")
    function = Function("f", "python", "def f(): ...", "ben/lib", "b.py", file_id=THEIRS.id)
    copies(tmp_path / "files", OURS, third, THEIRS)
    row = {"id": OURS.id, "repository": "ann/tool", "path": "a.py"}
    copies(tmp_path / "less", function, **row, step="near-duplicates", detail="kept")
    found = ask([tmp_path / "files"], "ann/tool", tmp_path)
    assert [row["path"] for row in found.items] == ["a.py"]
    (copy,) = found.near_copies
    assert (copy["row"], copy["repository"], copy["id"]) == (2, "ben/lib", THEIRS.id)
    assert (copy["cluster"], copy["of"]) == (THEIRS.id, OURS.id)
    found = ask([tmp_path / "less"], "ann/tool", tmp_path)
    assert not found.items
    assert not found.unmatched
    assert [(row["row"], row["name"]) for row in found.near_copies] == [(0, "f")]
    assert not ask([tmp_path / "files"], "eve/*", tmp_path).near_copies


def test_the_verb_says_all_of_it(tmp_path: Path) -> None:
    copies(tmp_path / "runs", OURS, THEIRS)
    for number in range(12):
        (tmp_path / f"runs/{number:02}.jsonl").write_text("not JSON\n")
    listed = tmp_path / "list.txt"
    listed.write_text("ann/tool.git\n" + "".join(f"no/{number:02}\n" for number in range(12)))
    words = ["optout", str(listed), str(tmp_path / "runs")]
    done = CliRunner().invoke(app, words)
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[2] == "near copies: 1 row: ben/lib b.py"
    assert lines[3].startswith(f"not read: {tmp_path / 'runs/00.jsonl'}: line 1: not JSON: ")
    assert lines[13] == "not read: 2 more"
    assert lines[14].startswith("matched nothing: no/00, no/01, ")
    assert lines[14].endswith(", no/09, and 2 more")
    assert lines[15:] == ["1 row and 1 run are affected"]
    said = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert [len(said[name]) for name in ("items", "runs", "near_copies")] == [1, 1, 1]
    assert said["unmatched"] == [f"no/{number:02}" for number in range(12)]
    assert [set(one) for one in said["unread"]] == [{"file", "why"}] * 12
