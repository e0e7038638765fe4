"""Files survive kills: torn lines are dropped, whole files are whole or absent."""

from __future__ import annotations

import errno
import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core import store
from newtongue.core.errors import NewtongueError, UsageError


def test_a_torn_last_line_is_dropped_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": 2}\n{"a": 3')
    assert [row["a"] for row in store.read_appended(path)] == [1, 2]
    with store.Appender(path) as file:
        file.append({"a": 4})
    assert path.read_bytes() == b'{"a": 1}\n{"a": 2}\n{"a": 4}\n'


@given(st.binary(max_size=300_000).filter(lambda b: b"\n" not in b), st.integers(0, 3))
def test_any_torn_end_is_cut_back_to_the_last_newline(torn: bytes, rows: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(b"{}\n" * rows + torn)
        store.Appender(path).file.close()
        assert path.read_bytes() == b"{}\n" * rows


def test_killed_writers_leave_only_whole_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    code = (
        "from newtongue.core.store import Appender; from pathlib import Path; import sys\n"
        f"with Appender(Path({str(path)!r})) as f:\n"
        "    for i in range(10**9): f.append({'i': i, 'pad': 'x' * 5000})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        while not path.exists() or path.stat().st_size < 2_000_000:
            assert process.poll() is None
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    numbers = [row["i"] for row in store.read_appended(path)]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 100


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), max_size=5))
def test_rows_come_back_as_they_went(rows: list[dict[str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("rows.jsonl", "rows.jsonl.gz"):
            path = Path(folder) / name
            store.write_jsonl(path, rows)
            assert [row for _, row in store.read_jsonl(path)] == rows


def test_lone_surrogates_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    store.write_jsonl(path, [{"text": "\ud800 and é"}])
    assert [row for _, row in store.read_jsonl(path)] == [{"text": "\ud800 and é"}]


def test_equal_rows_are_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        store.write_jsonl(tmp_path / name, [{"x": 1}])
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_parquet_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    columns = {"name": "string", "n": "int64"}
    store.write_parquet(path, [{"name": "a", "n": 1}], columns)
    with pytest.raises(Exception, match="n"):
        store.write_parquet(path, [{"name": "b", "n": "not a number"}], columns)
    assert store.read_parquet(path) == [{"name": "a", "n": 1}]
    assert [p.name for p in tmp_path.iterdir()] == ["rows.parquet"]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b'{"a": 1}\n{"a": \n', 2, "not JSON"),
        (b'{"a": 1}\n\n[1]\n', 3, "not a JSON object"),
        (gzip.compress(b'{"a": 1}\n' * 1000, mtime=0)[:-12], None, "gzip"),
        (b'{"a": "\xff"}\n', 1, "not UTF-8"),
    ],
)
def test_bad_input_names_file_and_line(
    tmp_path: Path, content: bytes, line: int | None, message: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message) as caught:
        list(store.read_jsonl(path))
    assert caught.value.file == str(path)
    assert line is None or caught.value.line == line


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        list(store.read_jsonl(tmp_path / "absent.jsonl"))


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(NewtongueError, match="disk is full"),
        store.full_disk_is_clear(tmp_path / "x"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(NewtongueError, match="free"):
        store.require_space(tmp_path / "not" / "yet", 1 << 60)
