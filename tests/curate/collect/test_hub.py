"""Data sets of the hub, streamed; local folders stand in for the hub."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newtongue.core.errors import UsageError
from newtongue.curate import collect
from tests.curate.collect.reading import CODE, take
from tests.curate.collect.test_table import STACK_V1, STACK_V3


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)


def test_files_of_parquet_are_units(tmp_path: Path) -> None:
    home = tmp_path / "set"
    home.mkdir()
    for part in range(3):
        rows = [{**STACK_V1, "max_stars_repo_path": f"{part}/{n}.py"} for n in range(2)]
        pq.write_table(pa.Table.from_pylist(rows), home / f"train-0000{part}.parquet")
    source = collect.Hub(path=str(home), name="stack")
    units = collect.units(source)
    assert [unit.parts for unit in units] == [(3, 0), (3, 1), (3, 2)]
    assert all(unit.bytes > 0 for unit in units)
    assert len(pickle.dumps(units[0])) < 2000
    taken = take(source)
    assert taken.paths == [f"{part}/{n}.py" for part in range(3) for n in range(2)]
    assert {(f.source, f.repository, f.stars) for f in taken.files} == {("stack", "o/n", 7)}


def test_rows_that_are_repositories(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    pq.write_table(pa.Table.from_pylist([STACK_V3]), tmp_path / "set" / "train.parquet")
    (file,) = take(collect.Hub(path=str(tmp_path / "set"))).files
    assert (file.path, file.repository, file.stars) == ("src/a.py", "o/n", 7)


def test_a_split_may_be_the_language(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    line = json.dumps({"content": "let x = 1\n"}) + "\n"
    (tmp_path / "set" / "README.md").write_text(
        "---\nconfigs:\n- config_name: default\n  data_files:\n"
        "  - split: ocaml\n    path: ocaml.jsonl\n---\n"
    )
    (tmp_path / "set" / "ocaml.jsonl").write_text(line)
    source = collect.Hub(path=str(tmp_path / "set"), split="ocaml")
    (file,) = take(source, languages=["ocaml"]).files
    assert (file.language, file.path) == ("ocaml", "ocaml/0.ml")


def test_what_is_not_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.txt").write_text("words\n")
    with pytest.raises(UsageError, match="is not a table"):
        collect.units(collect.Hub(path=str(tmp_path / "set")))


def test_a_script_is_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "set.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    with pytest.raises(UsageError):
        collect.units(collect.Hub(path=str(tmp_path / "set")))
    assert not mark.exists()


def test_a_damaged_file_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    rows = "".join(json.dumps({"path": f"{n}.py", "content": CODE}) + "\n" for n in range(3))
    (tmp_path / "set" / "train.jsonl").write_text(rows + "{broken\n")
    taken = take(collect.Hub(path=str(tmp_path / "set")))
    assert taken.drops[-1].reason == "damaged hub"


def test_a_column_that_no_row_has_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "train.jsonl").write_text(json.dumps({"content": CODE}) + "\n")
    with pytest.raises(UsageError, match="no column 'nope'"):
        take(collect.Hub(path=str(tmp_path / "set"), columns={"licence": "nope"}))


def test_a_split_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "train.jsonl").write_text(json.dumps({"content": CODE}) + "\n")
    with pytest.raises(UsageError, match="train"):
        collect.units(collect.Hub(path=str(tmp_path / "set"), split="nothing"))


def test_the_fingerprint(tmp_path: Path) -> None:
    commit = "0123456789" * 4
    pinned = collect.Hub(path="owner/name", revision=commit)
    assert collect.fingerprint(pinned) != collect.fingerprint(
        collect.Hub(path="owner/other", revision=commit)
    )
    (tmp_path / "a.jsonl").write_text("{}\n")
    local = collect.Hub(path=str(tmp_path))
    first = collect.fingerprint(local)
    (tmp_path / "a.jsonl").write_text("{ }\n")
    assert collect.fingerprint(local) != first
