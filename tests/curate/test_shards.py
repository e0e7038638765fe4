"""Shards hold what was put in, in its order, and the same items are the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.dataset import File, Function
from newtongue.curate import shards

files = st.lists(
    st.builds(
        File,
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
        path=st.sampled_from(("a.py", "b/c.lua", "")),
        repository=st.sampled_from(("", "one/two")),
        stars=st.none() | st.integers(0, 10**9),
    ),
    max_size=12,
)


@given(files)
def test_files_come_back_as_they_were(tmp_path_factory, of: list[File]) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("shard") / "files.parquet"
    tally = shards.write(path, File, of)
    assert list(shards.read(path, File)) == of
    assert tally == shards.Tally(len(of), sum(len(file.text.encode()) for file in of))


def test_an_id_stays_when_the_text_changes(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Row:
        id: str
        text: str
        path: str

    shards.write(tmp_path / "x.parquet", Row, [Row("old", "changed", "a.py")])
    (file,) = shards.read(tmp_path / "x.parquet", File)
    assert (file.id, file.text, file.stars) == ("old", "changed", None)


def test_columns_of_more_kinds(tmp_path: Path) -> None:
    function = Function("f", "lua", "x", helpers=("a", "b"), line=3)
    shards.write(tmp_path / "f.parquet", Function, [function])
    assert list(shards.read(tmp_path / "f.parquet", Function)) == [function]


def test_half_a_surrogate_pair_is_no_crash(tmp_path: Path) -> None:
    shards.write(tmp_path / "x.parquet", File, [File("a\ud800b", "c\udfff.py")])
    (file,) = shards.read(tmp_path / "x.parquet", File)
    assert (file.text, file.path) == ("a?b", "c?.py")


def test_same_items_same_bytes_and_small_row_groups(tmp_path: Path) -> None:
    of = [File(str(n), f"{n}.py") for n in range(2 * shards.ROWS + 1)]
    for name in ("one", "two"):
        shards.write(tmp_path / name, File, iter(of))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert pq.ParquetFile(tmp_path / "one").num_row_groups == 3


def test_a_part_of_a_shard(tmp_path: Path) -> None:
    of = [File(str(n), f"{n}.py") for n in range(9)]
    whole = tmp_path / "whole"
    shards.write(whole, File, of)
    shards.first(whole, tmp_path / "first", 4)
    assert list(shards.read(tmp_path / "first", File)) == of[:4]
    shards.subset(whole, tmp_path / "some", {of[2].id, of[7].id})
    assert list(shards.read(tmp_path / "some", File)) == [of[2], of[7]]
