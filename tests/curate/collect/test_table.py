"""Tables: the layouts of published data sets, damaged files and rows."""

from __future__ import annotations

import contextlib
import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.core.dataset import File, Function
from newtongue.core.errors import UsageError
from newtongue.curate import collect, shards
from newtongue.curate.collect import layouts, table
from tests.curate.collect.reading import CODE, take

STACK_V1 = {
    "hexsha": "ab",
    "size": 30,
    "ext": "py",
    "lang": "Python",
    "max_stars_repo_path": "src/a.py",
    "max_stars_repo_name": "o/n",
    "max_stars_repo_head_hexsha": "c0ffee",
    "max_stars_repo_licenses": ["MIT", "Apache-2.0"],
    "max_stars_count": 7.0,
    "max_forks_repo_name": "other/fork",
    "content": CODE,
    "alphanum_fraction": 0.5,
}
STACK_V2 = {
    "blob_id": "ab",
    "path": "/src/a.py",
    "detected_licenses": ["MIT"],
    "license_type": "permissive",
    "repo_name": "o/n",
    "revision_id": "c0ffee",
    "revision_date": datetime(2020, 1, 2, 3, 4, 5),  # noqa: DTZ001 - as the data set has it
    "star_events_count": 7,
    "gha_license_id": None,
    "language": "Python",
    "content": CODE,
}
STACK_V3 = {
    "repo_path": "o/n",
    "commit_id": "c0ffee",
    "github_metadata": {"branch": "main", "stars": 7, "forks": 1},
    "num_files": 2,
    "files": [
        {"content_id": "1", "content": CODE, "path": "src/a.py", "language": "Python"},
        {"content_id": "2", "content": "int a;", "path": "src/a.c", "language": "C"},
    ],
}
STARCODER = {
    "max_stars_repo_path": "src/a.py",
    "max_stars_repo_name": "o/n",
    "max_stars_count": 7,
    "id": "1",
    "content": CODE,
}
SMOL = {
    "content": CODE,
    "licenses": ["MIT"],
    "repository_name": "o/n",
    "path": "src/a.py",
    "lang": "Python",
}


def parquet(path: Path, rows: list[dict[str, Any]], **more: Any) -> collect.Table:
    pq.write_table(pa.Table.from_pylist(rows), path, **more)
    return collect.Table(path=str(path))


def jsonl(path: Path, *lines: Any) -> collect.Table:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    path.write_text(text + "\n")
    return collect.Table(path=str(path))


@pytest.mark.parametrize(
    ("row", "licence", "stars", "date"),
    [
        (STACK_V1, "Apache-2.0 AND MIT", 7, ""),
        ({**STACK_V2, "path": "src/a.py"}, "MIT", 7, "2020-01-02T03:04:05Z"),
        (STACK_V3, "", 7, ""),
        (STARCODER, "", 7, ""),
        (SMOL, "MIT", None, ""),
    ],
    ids=["v1", "v2", "v3", "starcoderdata", "smol"],
)
@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_known_layouts(
    tmp_path: Path, row: dict[str, Any], licence: str, stars: int | None, date: str, form: str
) -> None:
    if form == "parquet":
        source = parquet(tmp_path / "x.parquet", [row])
    else:
        plain = {k: v.isoformat(" ") if isinstance(v, datetime) else v for k, v in row.items()}
        source = jsonl(tmp_path / "x.jsonl", plain)
    taken = take(source)
    (file,) = taken.files
    assert (file.path, file.text, file.repository) == ("src/a.py", CODE, "o/n")
    assert (file.language, file.licence, file.stars) == ("python", licence, stars)
    assert file.date.removesuffix("Z") == date.removesuffix("Z")
    assert set(taken.reasons.values()) <= {"other language"}


def test_the_slash_that_v2_puts_first_is_no_absolute_path(tmp_path: Path) -> None:
    assert take(parquet(tmp_path / "x.parquet", [STACK_V2])).paths == ["src/a.py"]


def test_translations_have_the_language_of_the_setting(tmp_path: Path) -> None:
    parquet(tmp_path / "lua.parquet", [{"content": "local x = 1\n"}, {"content": "local y = 2\n"}])
    source = collect.Table(path=str(tmp_path), language="Lua", licence="BSD-3-Clause")
    taken = take(source, languages=["lua"])
    assert [(f.path, f.language, f.licence) for f in taken.files] == [
        ("lua/0.lua", "lua", "BSD-3-Clause"),
        ("lua/1.lua", "lua", "BSD-3-Clause"),
    ]


def test_columns_may_be_named(tmp_path: Path) -> None:
    row = {"body": CODE, "content": "no", "meta": {"where": "a.py", "loved": 3}}
    parquet(tmp_path / "x.parquet", [row])
    named = {"text": "body", "path": "meta.where", "stars": "meta.loved"}
    (file,) = take(collect.Table(path=str(tmp_path), columns=named)).files
    assert (file.text, file.path, file.stars) == (CODE, "a.py", 3)
    with pytest.raises(UsageError, match="no column 'nothing'"):
        collect.units(collect.Table(path=str(tmp_path), columns={"text": "nothing"}))
    with pytest.raises(ValueError, match="no such field"):
        collect.Table(path=str(tmp_path), columns={"txet": "body"})


@pytest.mark.parametrize("field", ["text", "licence", "path"])
@pytest.mark.parametrize("end", ["jsonl", "jsonl.gz"])
def test_a_column_that_no_line_has_is_an_error(tmp_path: Path, field: str, end: str) -> None:
    rows = [{"path": "a.py", "content": CODE, "\ud800": {"spdx": "MIT"}}, {"path": "b.py"}]
    text = "[1]\n" + "\n".join(json.dumps(row) for row in rows)
    path = tmp_path / f"x.{end}"
    path.write_bytes(gzip.compress(text.encode()) if end.endswith("gz") else text.encode())
    with pytest.raises(UsageError, match="no column 'nope'") as caught:
        collect.units(collect.Table(path=str(path), columns={field: "nope"}))
    assert caught.value.hint == "there are: content, path, \\ud800, \\ud800.spdx"


def test_a_named_column_that_some_lines_lack_damages_none(tmp_path: Path) -> None:
    first, second = {"path": "a.py", "content": CODE}, {"path": "b.py", "content": CODE}
    source = jsonl(tmp_path / "x.jsonl", first, "{", {**second, "meta": {"spdx": "MIT"}})
    named = source.model_copy(update={"columns": {"licence": "meta.spdx"}})
    taken = take(named)
    assert [(f.path, f.licence) for f in taken.files] == [("a.py", ""), ("b.py", "MIT")]
    assert taken.reasons == {"line 2": "damaged row"}


def test_what_is_damaged_throughout_says_so_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl.gz").write_bytes(b"\x1f\x8bno gzip")
    (tmp_path / "y.jsonl").write_text("{\n")
    taken = take(collect.Table(path=str(tmp_path), columns={"text": "nope"}))
    assert taken.reasons == {"x": "damaged table", "line 1": "damaged row"}


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_rows_without_path_and_language(tmp_path: Path, form: str) -> None:
    rows = [{"content": CODE}, {"content": "#!/usr/bin/python3\n" + CODE}]
    path = tmp_path / f"x.v1.{form}"
    source = parquet(path, rows) if form == "parquet" else jsonl(path, *rows)
    first, second = (0, 1) if form == "parquet" else (1, 2)
    taken = take(source)
    assert [(f.path, f.language) for f in taken.files] == [
        (f"x.v1/{first}.py", "python"),
        (f"x.v1/{second}.py", "python"),
    ]
    told = source.model_copy(update={"language": "Python"})
    assert take(told, languages=["lua", "python"]).files == taken.files
    several = take(source, languages=["lua", "python"])
    assert [file.path for file in several.files] == [f"x.v1/{second}"]
    assert several.reasons == {f"x.v1/{first}": "no path and no language"}
    assert take(told, languages=["lua"]).reasons[f"x.v1/{first}.py"] == "other language"


def test_rows_of_repositories_without_paths(tmp_path: Path) -> None:
    files = [{"content": text} for text in (CODE, "x = 1\n", "#!/usr/bin/python3\ny = 1\n")]
    source = jsonl(tmp_path / "x.jsonl", {"repo_path": "o/n", "files": files})
    assert take(source).paths == ["x/1.0.py", "x/1.1.py", "x/1.2.py"]
    several = take(source, languages=["py", "lua"])
    assert several.paths == ["x/1.2"]  # .1 is the end of manual pages elsewhere
    assert several.reasons == dict.fromkeys(["x/1.0", "x/1.1"], "no path and no language")


def test_ids_without_contents_are_an_error_that_says_so(tmp_path: Path) -> None:
    ids = {name: value for name, value in STACK_V2.items() if name != "content"}
    source = parquet(tmp_path / "x.parquet", [ids])
    with pytest.raises(UsageError, match="no column with the text") as caught:
        collect.units(source)
    assert "ids only" in str(caught.value.hint)


def test_shards_of_ours_are_a_source(tmp_path: Path) -> None:
    file = File(CODE, "a.py", "old", "o/n", "c0", "python", "MIT", 3, 4, "2020", "https://x.org")
    shards.write(tmp_path / "x.parquet", File, [file])
    (found,) = take(collect.Table(path=str(tmp_path), name="old")).files
    assert found == file


def test_functions_of_ours_share_a_path_and_none_is_lost(tmp_path: Path) -> None:
    functions = [
        Function(f"f{n}", "python", f"def f{n}():\n    return {n}\n", "o/n", "a.py", line=n)
        for n in (1, 5, 9)
    ]
    shards.write(tmp_path / "x.parquet", Function, [*functions, functions[1]])
    taken = take(collect.Table(path=str(tmp_path)))
    assert [(f.path, f.text) for f in taken.files] == [("a.py", one.text) for one in functions]
    assert [(d.file.path, d.reason) for d in taken.drops] == [("a.py", "row seen before")]


def test_only_an_equal_row_is_a_repeat(tmp_path: Path) -> None:
    row = {"repository": "o/n", "revision": "1", "path": "a.py", "text": CODE}
    others = [
        {**row, "repository": "o/m"},
        {**row, "revision": "2"},
        {**row, "path": "b.py"},
        {**row, "text": CODE + "#"},
    ]
    taken = take(jsonl(tmp_path / "x.jsonl", row, *others, row, *others))
    assert len(taken.files) == 5
    assert [drop.reason for drop in taken.drops] == ["row seen before"] * 5


def test_ids_differ_where_anything_of_them_does(tmp_path: Path) -> None:
    row = {"repository": "o/n", "revision": "1", "path": "a.py", "text": CODE}
    shifted = [  # what would be the same if parts ran into one another
        {**row, "repository": "o/n\0001", "revision": ""},
        {**row, "repository": "o/n1", "revision": ""},
        {**row, "repository": "o/n", "revision": "1\0a.py"},
        {**row, "repository": "", "revision": "o/n1"},
        {**row, "revision": "1a.py", "path": "b.py"},
    ]
    source = jsonl(tmp_path / "x.jsonl", row, *shifted)
    taken = take(source).files + take(source.model_copy(update={"name": "other"})).files
    parts = {(f.source, f.repository, f.revision, f.path, f.text) for f in taken}
    assert len({file.id for file in taken}) == len(parts) == 10
    assert not any("\0" in part for parts in parts for part in parts)
    with pytest.raises(ValueError, match="name"):
        collect.Table(path="x", name="a\0b")


def test_the_same_row_in_two_files_has_one_id(tmp_path: Path) -> None:
    for name in ("a", "b"):
        jsonl(tmp_path / f"{name}.jsonl", {"path": "a.py", "text": CODE})
    one, two = take(collect.Table(path=str(tmp_path))).files
    assert one == two


@pytest.mark.parametrize("of", ["run", "run/outputs", "run/outputs/data"])
def test_of_a_run_its_data_set_is_read(tmp_path: Path, of: str) -> None:
    outputs = tmp_path / "run" / "outputs"
    (outputs / "data" / "python").mkdir(parents=True)
    source = parquet(outputs / "data" / "python" / "train-00000.parquet", [{"text": CODE}])
    parquet(outputs / "dropped.parquet", [{"id": "1", "path": "a.py", "text": "x = 1\n"}])
    parquet(outputs / "duplicates.parquet", [{"id": "1", "kept_id": "1"}])
    (tmp_path / "run" / "manifest.json").write_text("{}")
    source = collect.Table(path=str(tmp_path / of), language="python")
    assert [file.text for file in take(source).files] == [CODE]
    first = collect.fingerprint(source)
    parquet(outputs / "dropped.parquet", [{"id": "2"}])
    assert collect.fingerprint(source) == first


def test_a_run_that_is_not_finished_is_no_table(tmp_path: Path) -> None:
    for name in ("outputs", "partial"):
        (tmp_path / name).mkdir()
    parquet(tmp_path / "partial" / "00000.parquet", [{"text": CODE}])
    with pytest.raises(UsageError, match="no finished curation run"):
        collect.units(collect.Table(path=str(tmp_path)))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://me:secret@example.org/o/n", "https://example.org/o/n"),
        ("HTTPS://secret@example.org", "HTTPS://example.org"),
        ("https://me:se@cret@example.org/o@n", "https://example.org/o@n"),
        ("//me:secret@example.org/o/n", "//example.org/o/n"),
        ("me:secret@example.org/o/n", "example.org/o/n"),
        (" ssh://me:secret@example.org/o", "ssh://example.org/o"),
        ("https://example.org/@me/x", "https://example.org/@me/x"),
        ("git@example.org:o/n", "git@example.org:o/n"),
        ("@scope/name", "@scope/name"),
    ],
)
def test_no_address_keeps_user_and_password(tmp_path: Path, said: str, kept: str) -> None:
    rows = [
        {"path": "a.py", "text": CODE, "url": said, "repository": said},
        {"path": "../b.py", "text": CODE, "url": said, "repository": said},
    ]
    taken = take(jsonl(tmp_path / "x.jsonl", *rows))
    for file in (*taken.files, *(drop.file for drop in taken.drops)):
        assert (file.url, file.repository) == (kept, kept)


def test_a_path_that_is_an_address_keeps_no_password_and_others_stay(tmp_path: Path) -> None:
    rows = [{"path": p, "text": CODE} for p in ("https://me:secret@x.org/a.py", "bb:c@d.py")]
    assert take(jsonl(tmp_path / "x.jsonl", *rows)).paths == ["https:/x.org/a.py", "bb:c@d.py"]


def test_row_groups_are_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BYTES", 1)
    rows = [{"path": f"{n}.py", "content": f"x = {n}\n"} for n in range(10)]
    source = parquet(tmp_path / "x.parquet", rows, row_group_size=4)
    units = collect.units(source)
    assert [unit.parts for unit in units] == [(0, 1), (1, 2), (2, 3)]
    assert [unit.name for unit in units] == ["x 0-0", "x 1-1", "x 2-2"]
    assert take(source).paths == [f"{n}.py" for n in range(10)]
    unnamed = parquet(tmp_path / "x.parquet", [{"content": CODE}] * 9, row_group_size=4)
    paths = take(collect.Table(path=unnamed.path, language="py")).paths
    assert len(set(paths)) == 9


def test_a_damaged_row_group_leaves_the_others(tmp_path: Path) -> None:
    rows = [{"path": f"{n}.py", "content": f"x = {n} # {'y' * 500}\n"} for n in range(9)]
    more = {"row_group_size": 3, "compression": "zstd", "write_page_checksum": True}
    source = parquet(tmp_path / "x.parquet", rows, **more)
    whole = bytearray((tmp_path / "x.parquet").read_bytes())
    column = pq.ParquetFile(tmp_path / "x.parquet").metadata.row_group(1).column(1)
    start = column.dictionary_page_offset or column.data_page_offset
    for at in range(start, start + column.total_compressed_size):
        whole[at] ^= 0x55
    (tmp_path / "x.parquet").write_bytes(bytes(whole))
    taken = take(source)
    assert taken.paths == [f"{n}.py" for n in (0, 1, 2, 6, 7, 8)]
    (drop,) = taken.drops
    assert (drop.reason, drop.detail[:11]) == ("damaged table", "row group 1")


@pytest.mark.parametrize("cut", [0, 4, 50, -8, -1])
def test_a_truncated_parquet_file_is_a_reason(tmp_path: Path, cut: int) -> None:
    source = parquet(tmp_path / "x.parquet", [STACK_V1] * 10)
    whole = (tmp_path / "x.parquet").read_bytes()
    (tmp_path / "x.parquet").write_bytes(whole[:cut])
    assert take(source).reasons == {"x": "damaged table"}


def test_bad_lines_leave_the_others(tmp_path: Path) -> None:
    lines = [
        {"path": "a.py", "content": CODE},
        "{broken",
        "[1, 2]",
        "",
        {"path": "b.py", "content": None},
        {"path": "c.py", "content": 7},
        {"path": "d.py"},
        {"path": ["e.py"], "content": CODE, "language": "Python"},
        '{"path": "f.py", "content": "x = \\"\\ud800\\""}',
        '{"path": "g.py", "content": "x\\u0000y"}',
        '{"path": "../h.py", "content": "x"}',
        "[" * 100_000,
        '{"path": "i.py", "content": "x", "stars": ' + "9" * 5000 + "}",
        {"path": "z.py", "content": CODE, "stars": "many"},
    ]
    taken = take(jsonl(tmp_path / "x.jsonl", *lines))
    assert taken.paths == ["a.py", "x/8.py", "z.py"]
    assert [(d.file.path, d.reason) for d in taken.drops] == [
        ("line 2", "damaged row"),
        ("line 3", "damaged row"),
        ("b.py", "damaged row"),
        ("c.py", "damaged row"),
        ("line 7", "damaged row"),
        ("f.py", "not UTF-8"),
        ("g.py", "binary"),
        ("../h.py", "path leaves its folder"),
        ("line 12", "damaged row"),
        ("line 13", "damaged row"),
    ]


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LINE", 10_000)
    row = {"path": "a.py", "content": CODE}
    long = {"path": "b.py", "content": "x" * 5_000_000}
    last = {"path": "c.py", "content": "y" * 5_000_000}
    taken = take(jsonl(tmp_path / "x.jsonl", row, long, row | {"path": "d.py"}, last))
    assert taken.paths == ["a.py", "d.py"]
    assert taken.reasons == {"line 2": "too large", "line 4": "too large"}


def test_a_large_cell_is_not_taken(tmp_path: Path) -> None:
    row = {"path": "a.py", "content": "x" * 2_000_000}
    assert take(parquet(tmp_path / "x.parquet", [row])).reasons == {"a.py": "too large"}
    wide = {"path": "a.py", "content": "é" * 600_000}  # characters fit, bytes don't
    assert take(parquet(tmp_path / "x.parquet", [wide])).reasons == {"a.py": "too large"}


def test_gzip_whole_and_broken(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"path": f"{n}.py", "content": CODE}) + "\n" for n in range(2000))
    whole = gzip.compress(lines.encode())
    (tmp_path / "x.jsonl.gz").write_bytes(whole)
    source = collect.Table(path=str(tmp_path / "x.jsonl.gz"))
    assert len(take(source).files) == 2000
    (tmp_path / "x.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    taken = take(source)
    assert 0 < len(taken.files) < 2000
    assert taken.drops[-1].reason == "damaged table"


def test_a_bomb_of_lines_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newtongue.curate.collect.bounded.FREE", 500_000)
    for line in (b"\n" * 3_000_000, b'["' + b"x" * 3_000_000):
        (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(line))
        assert take(collect.Table(path=str(tmp_path))).reasons == {"x": "archive bomb"}


def test_odd_values_are_no_crash() -> None:
    assert layouts._count(float("nan")) is None
    assert layouts._count(True) is None
    assert layouts._count(10**400) is None
    assert layouts._licence(["MIT", None, "MIT OR ISC", 3]) == "MIT AND (MIT OR ISC)"
    assert layouts._date("2020-01-02 03:04:05") == "2020-01-02T03:04:05"


@settings(max_examples=60)
@given(st.data())
def test_no_damage_is_a_crash(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        source = parquet(path, [STACK_V1, STARCODER] * 3, write_page_checksum=True)
        whole = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(whole))
        with contextlib.suppress(UsageError):  # a column's name was hit
            take(source)


def test_the_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "x.jsonl", {"content": CODE})
    first = collect.fingerprint(source)
    jsonl(tmp_path / "x.jsonl", {"content": CODE + "#"})
    assert collect.fingerprint(source) != first
