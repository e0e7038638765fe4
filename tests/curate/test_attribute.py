"""Which training file a text comes from: copied is told from alike."""

from __future__ import annotations

import ast
import dataclasses
import json
import sysconfig
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from newtongue.cli import app
from newtongue.core.errors import UsageError
from newtongue.curate import attribute
from newtongue.curate.attribute import Index, build, nearest

MODULES = ("argparse", "bisect", "calendar", "csv", "difflib", "fractions", "heapq", "shlex")
STRANGE = """
def tilt_of_the_mast(wind, sail, *, reef=0):
    shares = {}
    for knot, gust in enumerate(sorted(wind, key=abs)):
        while gust % 7 > reef:
            gust, shares[knot] = gust // 2 + 1, (gust ^ sail) & 0x3F
    return [shares[k] << 3 for k in shares if k not in (2, 3, 5)] or None
"""


def functions() -> list[dict[str, str]]:
    """A few hundred functions of the standard library, read as text."""
    found = []
    for module in MODULES:
        source = Path(sysconfig.get_path("stdlib"), f"{module}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                name = f"{module}.py:{node.lineno}"
                text = ast.get_source_segment(source, node) or ""
                found.append(
                    {"text": text, "id": name, "repository": "cpython", "path": f"{module}.py"}
                    | {"revision": "3", "licence": "PSF-2.0", "url": f"https://example.com/{name}"}
                )
    return found


ROWS = functions()


def write(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    half = len(rows) // 2
    for number, part in enumerate((rows[:half], rows[half:])):
        pq.write_table(pa.Table.from_pylist(part), folder / f"{number}.parquet", row_group_size=64)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("dataset")
    return build(write(folder / "data", ROWS), folder / "index")


class Renamer(ast.NodeTransformer):
    """Every name that a function chooses, changed."""

    def __init__(self, tree: ast.AST) -> None:
        self.names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        stored = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
        self.names |= {n.id for n in stored if isinstance(n.ctx, ast.Store)}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = f"my_{node.id}" if node.id in self.names else node.id
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = f"my_{node.arg}"
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = f"my_{node.name}"
        self.generic_visit(node)
        return node


def renamed(text: str) -> str:
    tree = ast.parse(text)
    return ast.unparse(Renamer(tree).visit(tree))


LONG = [row for row in ROWS if len(row["text"].split()) > 60 and "#" not in row["text"]]


def test_there_are_a_few_hundred_functions() -> None:
    assert len(ROWS) > 200
    assert len(LONG) > 20


@pytest.mark.parametrize("row", LONG, ids=lambda row: str(row["id"]))
def test_a_function_with_other_names_is_found_first(index: Index, row: dict[str, str]) -> None:
    text = renamed(row["text"])
    assert row["text"].splitlines()[0] not in text
    first = nearest(index, text)[0]
    assert first.id == row["id"]
    assert first.copied
    assert first.share > 0.28
    assert (first.licence, first.url) == ("PSF-2.0", row["url"])


def test_a_copy_inside_other_code_is_shown_by_its_lines(index: Index) -> None:
    row = LONG[0]
    text = STRANGE + row["text"] + STRANGE
    first = nearest(index, text)[0]
    assert first.id == row["id"]
    longest = max(first.lines, key=lambda lines: lines.last - lines.first)
    height = len(row["text"].splitlines())
    assert longest.file_first == 1
    assert longest.file_last == height
    assert longest.last - longest.first == height - 1
    assert longest.first == len(STRANGE.splitlines()) + 1


def test_what_is_in_no_file_is_alike_at_most(index: Index) -> None:
    found = nearest(index, STRANGE)
    assert found
    assert not any(hit.copied for hit in found)
    assert max(hit.share for hit in found) < 0.05
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_k_and_texts_of_nothing(index: Index) -> None:
    assert len(nearest(index, STRANGE, k=2)) == 2
    assert nearest(index, "") == []
    assert all(hit.share == 0 for hit in nearest(index, "return self"))
    with pytest.raises(UsageError, match="k: must be at least 1"):
        nearest(index, STRANGE, k=0)


def test_rows_are_plain(index: Index) -> None:
    (row,) = attribute.rows(nearest(index, LONG[0]["text"], k=1))
    assert row["copied"] is True
    assert row["share"] == 1
    assert set(row) == {f.name for f in dataclasses.fields(attribute.Hit)}


def test_many_small_parts_find_the_same(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newtongue.curate.attribute import parts as room

    monkeypatch.setattr(room, "PART", 20_000)
    many = build(index.files[0].parent, tmp_path / "index")
    assert many.parts > 4
    assert many.texts == index.texts == len(ROWS)
    for row in LONG[::10]:
        one, other = (nearest(i, renamed(row["text"]), 1)[0] for i in (index, many))
        assert (one.id, one.share, one.lines) == (other.id, other.share, other.lines)


def test_the_same_bytes_each_time_and_kept_while_the_data_is_the_same(tmp_path: Path) -> None:
    data = write(tmp_path / "data", ROWS[:20])
    one, other = (build(data, tmp_path / name) for name in ("one", "other"))
    files = sorted(f.relative_to(one.folder) for f in one.folder.rglob("*") if f.is_file())
    assert files
    for file in files:
        assert (one.folder / file).read_bytes() == (other.folder / file).read_bytes()
    marked = one.folder / "00000" / "marked"
    marked.touch()
    assert build(data, one.folder).folder == one.folder
    assert marked.exists()
    write(tmp_path / "data", ROWS[20:40])
    changed = build(data, one.folder)
    assert not marked.exists()
    assert nearest(changed, ROWS[30]["text"])[0].id == ROWS[30]["id"]


def test_without_a_folder_it_lies_in_the_cache(tmp_path: Path) -> None:
    run = tmp_path / "run"
    write(run / "outputs" / "data", ROWS[:10])
    first = build(run)
    assert "attribute" in first.folder.parts
    assert build(run / "outputs" / "data").folder == first.folder
    assert build(run / "outputs" / "data" / "0.parquet").folder != first.folder


def test_what_is_no_data_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        build(tmp_path / "absent")
    with pytest.raises(UsageError, match="no Parquet files"):
        build(tmp_path)
    pq.write_table(pa.table({"content": ["x"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match=r"a\.parquet: text: is missing"):
        build(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(UsageError, match="not a Parquet file"):
        build(tmp_path)
    full = tmp_path / "full"
    full.mkdir()
    (full / "letters.txt").touch()
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match="is not empty, and no index"):
        build(tmp_path, full)
    assert (full / "letters.txt").exists()


def test_rows_of_null_and_of_few_columns(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [None, LONG[0]["text"], ""]}), tmp_path / "a.parquet")
    (hit,) = nearest(build(tmp_path, tmp_path / "index"), LONG[0]["text"])
    assert hit.share == 1
    assert hit.path == hit.licence == ""


@pytest.mark.parametrize("times", [0, 1, 5])
def test_a_copy_is_one_whatever_stands_around_it(index: Index, times: int) -> None:
    around = Path(sysconfig.get_path("stdlib"), "colorsys.py").read_text(encoding="utf-8")
    row = next(row for row in LONG if row["id"].startswith("bisect.py"))
    text = around * times + renamed(row["text"]) + "\n" + around * times
    first = nearest(index, text)[0]
    assert first.path == "bisect.py"
    assert first.copied
    assert first.of_item > 0.6
    assert times < 5 or first.share < 0.1
    assert first.shared >= 20


def test_a_copy_out_of_a_long_file_into_a_long_text(tmp_path: Path) -> None:
    stdlib = Path(sysconfig.get_path("stdlib"))
    whole = (stdlib / "difflib.py").read_text(encoding="utf-8")
    pq.write_table(pa.table({"text": [whole], "path": ["difflib.py"]}), tmp_path / "a.parquet")
    lines = whole.splitlines()
    start = next(n for n, line in enumerate(lines) if "def find_longest_match" in line)
    part = "\n".join(lines[start : start + 40])
    around = (stdlib / "argparse.py").read_text(encoding="utf-8")
    index = build(tmp_path, tmp_path / "index")
    (hit,) = nearest(index, f"{around}\n{part}\n{around}")
    assert hit.copied
    assert max(hit.share, hit.of_item) < 0.1
    wanted = (len(around.splitlines()) + 2, start + 1)
    assert wanted in {(one.first, one.file_first) for one in hit.lines}
    (alike,) = nearest(index, around)
    assert not alike.copied


def test_many_longer_files_hide_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newtongue.curate.attribute import search

    monkeypatch.setattr(search, "_LOOKED_AT", 1)
    stdlib = Path(sysconfig.get_path("stdlib"))
    first, second = ((stdlib / f"{name}.py").read_text() for name in ("csv", "argparse"))
    write(tmp_path, [{"text": first + second, "id": "long"}, {"text": STRANGE, "id": "short"}])
    found = nearest(build(tmp_path, tmp_path / "index"), first + STRANGE)
    assert {hit.id for hit in found if hit.copied} == {"long", "short"}


def test_a_short_function_of_a_usual_form_is_no_copy(index: Index) -> None:
    text = (
        "def fetch(self, key):\n    return self.table.get(key, self.rest) or self.rest.get(key)\n"
    )
    folder = index.folder.parent / "short"
    write(folder, [{"text": text.replace("key", "name")}, {"text": STRANGE}])
    hit = nearest(build(folder, folder.parent / "short-index"), text)[0]
    assert hit.share == hit.of_item == 1
    assert hit.short
    assert not hit.copied


def test_a_licence_in_comments_is_no_copy(tmp_path: Path) -> None:
    words = "permission is granted to anyone who has this work to do with it what they please"
    notice = "".join(f"# {n} {words} {word}\n" for n, word in enumerate(words.split()))
    write(tmp_path, [{"text": f"{notice}import os\n"}, {"text": f"{notice}{STRANGE}"}])
    found = nearest(build(tmp_path, tmp_path / "index"), f"{notice}\nx = [1]\n")
    assert found
    assert not any(hit.copied or hit.short or hit.lines for hit in found)


BODY = LONG[0]["text"].split("\n", 1)[1]
IMPORTS = "import os\nfrom re import sub"
TAKE = f"def take(a):\n{BODY}\n"
LOW = "def low():\n    take(1)\n"


@pytest.mark.parametrize(
    ("row", "first"),
    [
        ({"text": TAKE}, 201),
        (
            {"text": f"{IMPORTS}\n\n\n{TAKE}", "imports": IMPORTS.split("\n")},
            201,
        ),
        (
            {"text": f"{LOW.replace('take', 'str')}\n\n{TAKE}", "helpers": ["low"]},
            201,
        ),
        # a helper needs the function, so it stands behind it
        (
            {"text": f"{TAKE}\n\n{LOW}", "helpers": ["low"]},
            None,
        ),
        # of a method only a part of its class is there
        ({"text": f"class Hand:\n    def take(a):\n{BODY}\n", "name": "Hand.take"}, None),
        # what stands above may be part of the function, or not
        ({"text": f"// take it\nstatic int\ntake(a):\n{BODY}\n"}, None),
        ({"text": f"@cache\n{TAKE}"}, None),
        ({"text": f"{BODY}\n", "test_path": "t.py"}, None),
    ],
)
def test_lines_are_the_files_where_that_is_certain(
    tmp_path: Path, row: dict[str, object], first: int | None
) -> None:
    full = {"name": "take", "line": 200, "path": "hand.py"} | row
    pq.write_table(pa.Table.from_pylist([full]), tmp_path / "a.parquet")
    (hit,) = nearest(build(tmp_path, tmp_path / "index"), f"\n\n{BODY}\n")
    assert hit.copied
    assert (hit.name, hit.line) == (full["name"], 200)
    lines = hit.lines[0]
    assert lines.first == 3
    text = str(full["text"]).split("\n")
    assert text[lines.item_first - 1] == BODY.split("\n")[0]
    assert lines.file_first == first
    height = lines.item_last - lines.item_first
    assert lines.file_last == (None if first is None else first + height)


def run_of(folder: Path, rows: list[dict[str, str]], finished: str | None = "now") -> Path:
    """A curation's run as it is left by the stage, or by a kill."""
    write(folder / "outputs" / "data", rows)
    said = {"schema": 1, "stage": "curate", "finished": finished}
    (folder / "manifest.json").write_text(json.dumps(said))
    lists = ["outputs/dropped", "outputs/duplicates"]
    for name in [*lists, *([] if finished else ["partial/gather/00000.dropped"])]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"reason": ["a"]}), folder / f"{name}.parquet")
    return folder


def test_a_folder_of_runs_means_the_finished_ones(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    one, other = (run_of(runs / name, ROWS[n : n + 20]) for n, name in ((0, "a"), (20, "b")))
    run_of(runs / "c", ROWS[40:60], finished=None)
    run_of(runs / "d", ROWS[:20])
    (runs / "e").mkdir()
    (runs / "e" / "manifest.json").write_text('{"schema": 1, "stage": "judge", "finished": "now"}')
    pq.write_table(pa.table({"seconds": [1.0]}), runs / "e" / "measurements.parquet")
    (tmp_path / "manifest.json").write_text('{"schema": "1.0", "name": "app"}')  # another's
    (runs / "f").mkdir()
    (runs / "f" / "manifest.json").write_text("[]")
    index = build(runs, tmp_path / "index")
    assert index.texts == 60
    assert {file.parents[2] for file in index.files} == {one, other, runs / "d"}
    write(runs / "loose", ROWS[60:63])
    assert build(runs, tmp_path / "more").texts == 63
    found = nearest(index, ROWS[0]["text"], 10)
    assert len({hit.id for hit in found}) == len(found) == 10


@pytest.mark.parametrize("below", ["", "outputs", "outputs/data"])
def test_a_run_means_its_data(tmp_path: Path, below: str) -> None:
    run = run_of(tmp_path / "run", ROWS[:10])
    assert build(run / below, tmp_path / "index").texts == 10


@pytest.mark.parametrize("below", ["", "run", "run/outputs", "run/outputs/data", "run/partial"])
def test_a_run_that_is_not_finished_says_how_it_goes_on(tmp_path: Path, below: str) -> None:
    run = run_of(tmp_path / "run", ROWS[:10], finished=None)
    with pytest.raises(UsageError, match="run: this run is not finished") as raised:
        build(tmp_path / below, tmp_path / "index")
    assert f"newtongue curate {run / 'recipe.yaml'} --out {run}" in raised.value.hint


def test_what_was_left_out_is_no_data_set(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", ROWS[:10])
    with pytest.raises(UsageError, match=r"dropped\.parquet.*left out"):
        build(run / "outputs" / "dropped.parquet")


def test_the_verb_says_whose_lines_they_are(tmp_path: Path) -> None:
    row = {"text": TAKE, "name": "take", "line": 200, "path": "hand.py"}
    hidden = {"text": f"@cache\n{LONG[5]['text']}\n", "name": "held", "line": 70, "path": "b.py"}
    pq.write_table(pa.Table.from_pylist([row, hidden]), tmp_path / "a.parquet")
    text = tmp_path / "mine.py"
    text.write_text(f"{STRANGE}{row['text']}{LONG[5]['text']}\n")
    done = CliRunner().invoke(app, ["attribute", str(text), "-d", str(tmp_path / "a.parquet")])
    height = len(TAKE.splitlines())
    at = len(STRANGE.splitlines()) + 1
    assert done.exit_code == 0, done.output
    said = f"your lines {at}-{at + height - 1} are lines 200-{199 + height} of hand.py\n"
    assert said in done.output
    assert ": held (line 70), in the data set its lines " in done.output
    assert "2 of these hold a copy" in done.output
