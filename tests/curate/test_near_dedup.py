"""Near-deduplication from Parquet to the files that stay."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from newtongue.core.errors import UsageError
from newtongue.core.progress import Silent
from newtongue.curate.near_dedup import NearDedup, near_dedup, sign, tasks
from newtongue.similarity import kernel
from newtongue.similarity.quality import missed, removals, shingles_of, similar_pairs

USUAL = NearDedup()


@dataclasses.dataclass(frozen=True)
class Row:
    """What a shard says of a file."""

    id: str
    text: str
    stars: int | None = None
    licence: str = ""
    date: str = ""


def words(seed: int, count: int = 400) -> list[str]:
    draw = np.random.default_rng(seed)
    return [f"w{n}" for n in draw.integers(0, 3000, count)]


def edited(text: list[str], edits: int, seed: int) -> list[str]:
    draw = np.random.default_rng(seed)
    text = [*text]
    for at in draw.integers(0, len(text), edits):
        text[at] = f"e{seed}_{at}"
    return text


def corpus() -> list[Row]:
    """Families of edited copies and chains of them, exact copies, short files."""
    rows = []
    for family in range(12):
        base = words(family)
        for member in range(6):
            text = edited(base, 3 * member, 100 * family + member)
            rows.append(Row(f"f{family}-{member}", " ".join(text), member % 3 or None))
            if family % 3 == 0:
                base = text
    rows += [Row(f"copy-{n}", rows[7 * n].text, n) for n in range(8)]
    rows += [Row(f"short-{n}", "import os\n" * (n // 2)) for n in range(6)]
    rows += [Row("odd", "\x00é\u2028" * 40), Row("odd too", "\x00é\u2028" * 40 + "x")]
    rows += [Row(f"single-{n}", " ".join(words(1000 + n))) for n in range(30)]
    return rows


def write(folder: Path, rows: Sequence[Row], count: int = 1) -> list[Path]:
    paths = []
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        part = [dataclasses.asdict(row) for row in rows[number::count]]
        table = pa.Table.from_pylist(part, KINDS)
        paths.append(folder / f"{number}.parquet")
        pq.write_table(table, paths[-1], row_group_size=7)
    return paths


KINDS = pa.schema(
    [(name, pa.string()) for name in ("id", "text", "licence", "date")] + [("stars", pa.int64())]
)


def found(made: Path) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(made).to_pylist()
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    return {row["id"]: row for row in rows}


def outputs(folder: Path) -> tuple[bytes, bytes]:
    return (folder / "duplicates.parquet").read_bytes(), (folder / "counts.json").read_bytes()


def run(tmp_path: Path, rows: Sequence[Row], settings: NearDedup = USUAL) -> dict[str, Any]:
    return found(near_dedup(write(tmp_path / "in", rows), tmp_path / "out", settings))


@pytest.mark.parametrize("settings", [USUAL, NearDedup(threshold=0.4), NearDedup(threshold=0.9)])
def test_what_goes_is_alike_what_stays(tmp_path: Path, settings: NearDedup) -> None:
    rows = corpus()
    table = run(tmp_path, rows, settings)
    texts = {row.id: row.text for row in rows}
    gone = {name: row for name, row in table.items() if row["kept_id"] != name}
    assert {row["kind"] for row in gone.values()} == {"exact", "near"}
    pairs = [(texts[name], texts[row["kept_id"]]) for name, row in gone.items()]
    looked = removals(pairs, settings.threshold)
    assert looked.removed == len(gone) > 15
    assert looked.below == 0
    for name, row in table.items():
        kept = table[row["kept_id"]]
        assert kept["kind"] == "kept"
        assert kept["cluster_id"] == row["cluster_id"]
        assert row["shingles"] == len(shingles_of(texts[name]))
        assert (row["estimate"] is None) == (name not in gone)
    names = [row.id for row in rows]
    bound = settings.threshold + 0.05
    alike = similar_pairs([row.text for row in rows], bound, shortest=settings.least)
    assert len(alike) >= 8
    assert missed(alike, [name not in gone for name in names]).share <= 0.02


def test_taking_collisions_for_duplicates_is_worse(tmp_path: Path) -> None:
    """The broken twin: everything of a component goes for its foremost file."""
    rows = corpus()
    table = run(tmp_path, rows)
    texts = {row.id: row.text for row in rows}
    pairs = [(texts[row["id"]], texts[row["cluster_id"]]) for row in table.values()]
    assert removals(pairs, USUAL.threshold).below > 3


def test_shards_order_and_threads_do_not_matter(tmp_path: Path) -> None:
    rows = corpus()
    near_dedup(write(tmp_path / "in", rows), tmp_path / "out", USUAL)
    expected = outputs(tmp_path / "out")
    draw = np.random.default_rng(4)
    for count in (2, 5):
        shuffled = [rows[i] for i in draw.permutation(len(rows))]
        shards = write(tmp_path / f"in{count}", shuffled, count)
        with ThreadPoolExecutor(count) as pool:
            near_dedup(shards, tmp_path / f"out{count}", USUAL, pool.map)
        assert outputs(tmp_path / f"out{count}") == expected
    with_none = [*write(tmp_path / "in6", rows, 3), *write(tmp_path / "no", [])]
    near_dedup(with_none, tmp_path / "out6", USUAL)
    assert outputs(tmp_path / "out6") == expected


def test_many_key_ranges_and_tasks_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards = write(tmp_path / "in", corpus(), 2)
    near_dedup(shards, tmp_path / "out", USUAL)
    monkeypatch.setattr("newtongue.curate.near_dedup._KEYS", 500)
    monkeypatch.setattr("newtongue.curate.near_dedup._FILES", 3)
    asked: list[Any] = []

    def run_all(function: Callable[[Any], Any], arguments: Sequence[Any]) -> Iterator[Any]:
        asked.extend(arguments)
        copies = [pickle.loads(pickle.dumps(each)) for each in arguments]
        return map(pickle.loads(pickle.dumps(function)), copies)

    near_dedup(shards, tmp_path / "ranges", USUAL, run_all)
    assert outputs(tmp_path / "ranges") == outputs(tmp_path / "out")
    kinds = [type(each) for each in asked]
    assert kinds.count(sign.Sign) == 2
    assert kinds.count(tasks.Joint) > 5
    assert kinds.count(tasks.Thin) > 3
    assert sorted(path.name for path in (tmp_path / "ranges").iterdir()) == [
        "counts.json",
        "duplicates.parquet",
        "settings.json",
    ]


@pytest.mark.parametrize("after", range(6))
def test_a_killed_call_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr("newtongue.curate.near_dedup._KEYS", 4000)
    shards = write(tmp_path / "in", corpus(), 3)
    near_dedup(shards, tmp_path / "out", USUAL)
    left = after

    def killed(function: Callable[[Any], Any], arguments: Sequence[Any]) -> Iterator[Any]:
        nonlocal left
        for each in arguments:
            if not left:
                raise KeyboardInterrupt
            left -= 1
            yield function(each)

    folder = tmp_path / "again"
    with pytest.raises(KeyboardInterrupt):
        near_dedup(shards, folder, USUAL, killed)
    done = {path: path.stat().st_mtime_ns for path in folder.glob("signed/*/documents.arrow")}
    assert len(done) == min(after, 3)
    seen = []

    def watched(function: Callable[[Any], Any], arguments: Sequence[Any]) -> Iterator[Any]:
        for each in arguments:
            seen.extend(path for path in done if path.stat().st_mtime_ns == done[path])
            yield function(each)

    near_dedup(shards, folder, USUAL, watched)
    assert outputs(folder) == outputs(tmp_path / "out")
    assert set(seen) == set(done)


def test_other_settings_or_shards_start_anew(tmp_path: Path) -> None:
    rows = corpus()
    folder = tmp_path / "out"
    shards = write(tmp_path / "in", rows)
    near_dedup(shards, folder, USUAL)
    first = outputs(folder)
    near_dedup(shards, folder, NearDedup(threshold=0.95))
    assert outputs(folder) != first
    near_dedup(shards, folder, USUAL)
    assert outputs(folder) == first

    def never(*_: Any) -> Any:
        raise AssertionError

    near_dedup(shards, folder, USUAL, never)
    near_dedup(write(tmp_path / "in", rows[:-40]), folder, USUAL)
    assert json.loads((folder / "counts.json").read_text())["files"] == len(rows) - 40


def test_numpy_gives_the_same_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shards = write(tmp_path / "in", corpus(), 2)
    near_dedup(shards, tmp_path / "out", USUAL)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(kernel, "lacking", lambda: "no compiler")
    near_dedup(shards, tmp_path / "twin", USUAL)
    assert outputs(tmp_path / "twin") == outputs(tmp_path / "out")
    assert capsys.readouterr().err.count("the kernel in C is missing, no compiler") == 1
    near_dedup(shards, tmp_path / "quiet", USUAL, progress=Silent())
    assert capsys.readouterr().err == ""


def test_who_is_kept(tmp_path: Path) -> None:
    """Stars, then a permissive licence, then the newest, the longest, the lowest id."""
    base = " ".join(words(1))
    best_to_worst = [
        Row("q", base + " a", 5, "", ""),
        Row("p", base + " b", 0, "MIT", "2020-01-01"),
        Row("o", base + " c", 0, "", "2024-01-01"),
        Row("n", base + " d", 0, "", "2023-01-01"),
        Row("m", base + " eeee", None, "MIT", ""),
        Row("k", base + " f", None, "", "2024-01-01"),
        Row("h", base + " gggg", None, "", ""),
        Row("a", base + " h", None, "", ""),
        Row("b", base + " i", None, "", ""),
    ]
    while best_to_worst:
        shards = write(tmp_path / f"{len(best_to_worst)}", best_to_worst[::-1])
        folder = tmp_path / f"out{len(best_to_worst)}"
        made = near_dedup(shards, folder, USUAL, permissive=lambda name: name == "MIT")
        kept = {row["kept_id"] for row in found(made).values()}
        assert kept == ({best_to_worst[0].id} if len(best_to_worst) > 1 else set())
        best_to_worst = best_to_worst[1:]


def test_exact_copies(tmp_path: Path) -> None:
    base = " ".join(words(1))
    rows = [
        Row("a", base),
        Row("b", base),
        Row("c", base + " end", 1),
        Row("d", "x"),
        Row("e", "x"),
    ]
    table = run(tmp_path, [*rows, Row("f", ""), Row("g", "")])
    assert (table["e"]["kept_id"], table["e"]["kind"], table["e"]["jaccard"]) == ("d", "exact", 1.0)
    assert (table["g"]["kept_id"], table["g"]["kind"]) == ("f", "exact")
    # the text that a and b share went for c
    assert [table[name]["kept_id"] for name in "abc"] == ["c"] * 3
    assert [table[name]["kind"] for name in "abc"] == ["near", "near", "kept"]
    assert table["b"]["cluster_id"] == "c"


def test_copies_but_for_white_space(tmp_path: Path) -> None:
    rows = [Row("a", "def f():\n    return 1\n"), Row("b", "def f( ):\n\treturn 1")]
    assert run(tmp_path / "1", rows) == {}
    table = run(tmp_path / "2", rows, NearDedup(exact="white space"))
    gone = table["b"]
    assert (gone["kept_id"], gone["kind"], gone["jaccard"]) == ("a", "exact", None)
    assert 0 <= gone["estimate"] < 1


def test_short_files_go_only_as_exact_copies(tmp_path: Path) -> None:
    rows = [Row(f"{n}", f"\n\n\n\n{'-' * (60 + n)}") for n in range(3)]  # one shingle, all alike
    assert run(tmp_path / "1", rows) == {}
    assert len(run(tmp_path / "2", rows, NearDedup(least=1))) == 3


def test_an_id_that_comes_twice(tmp_path: Path) -> None:
    rows = [Row("a", "one"), Row("b", "two"), Row("a", "one", 3)]
    shards = write(tmp_path / "in", rows)
    assert found(near_dedup(shards, tmp_path / "out", USUAL)) == {}
    counts = json.loads((tmp_path / "out" / "counts.json").read_text())
    assert (counts["files"], counts["repeated"]) == (2, 1)
    with pytest.raises(UsageError, match="two texts have the id a"):
        run(tmp_path / "bad", [*rows, Row("a", "other")])


def test_bad_shards(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with pytest.raises(UsageError, match=r"a\.parquet: can't be read: No such file"):
        near_dedup([path], tmp_path / "out", USUAL)
    path.write_bytes(b"no Parquet")
    with pytest.raises(UsageError, match=r"a\.parquet: not a Parquet file"):
        near_dedup([path], tmp_path / "out", USUAL)
    pq.write_table(pa.table({"id": ["a"]}), path)
    with pytest.raises(UsageError, match=r"a\.parquet: text: no such column"):
        near_dedup([path], tmp_path / "out", USUAL)
    pq.write_table(pa.table({"id": ["a", None], "text": ["a", "b"]}), path)
    with pytest.raises(UsageError, match=r"a\.parquet: id: a row has none"):
        near_dedup([path], tmp_path / "out", USUAL)
    pq.write_table(pa.table({"id": ["a"], "text": ["a"], "stars": ["many"]}), path)
    with pytest.raises(UsageError, match="many"):
        near_dedup([path], tmp_path / "out", USUAL)


def test_other_types_of_columns(tmp_path: Path) -> None:
    text = " ".join(words(1))
    table = pa.table(
        {
            "id": [1, 2, 3, 4],
            "text": pa.array([text, text + " b", None, text]).dictionary_encode(),
            "stars": pa.array([1, None, 2, 0], pa.int32()),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    rows = found(near_dedup([tmp_path / "a.parquet"], tmp_path / "out", USUAL))
    assert {row["id"]: row["kept_id"] for row in rows.values()} == {"1": "1", "2": "1", "4": "1"}


def test_no_shards(tmp_path: Path) -> None:
    assert found(near_dedup([], tmp_path / "out", USUAL)) == {}


def test_settings_that_do_not_agree() -> None:
    assert USUAL.banding == (42, 6)
    assert NearDedup(bands=25, rows=10).banding == (25, 10)
    for bad in ({"bands": 9}, {"bands": 64, "rows": 5}, {"threshold": 0.1}, {"threshhold": 0.7}):
        with pytest.raises(ValidationError):
            NearDedup(**bad)  # type: ignore[arg-type]
