"""A curation's page: complete, the same every time, and never the markup of what it shows."""

import copy
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.cli import chain
from newtongue.core.errors import MissingError, UsageError
from newtongue.core.run import Plan, open_run
from newtongue.report import build, curation, figures
from newtongue.report.blocks import MOST_BARS, parts
from newtongue.report.funnel import summary
from newtongue.report.words import share, size
from tests.conftest import need
from tests.curate.inspected import STEPS, inspect
from tests.report.made import verdicts
from tests.report.test_runs import evaluate_run

VOID = {"meta", "br", "hr", "img", "input", "link"}


@pytest.fixture(autouse=True)
def _extra() -> None:
    try:
        figures._tools()
    except MissingError as error:
        need("figures", False, str(error.hint))


class Reader(HTMLParser):
    """Tags with their attributes, the text of each `pre`, and whether all that opens closes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.pre: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "pre":
            self.pre.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if "pre" in self.open:
            self.pre[-1] += data


def page(given: dict[str, Any] | None = None) -> str:
    return curation.html(given or inspect(), "Curation <1>", {"recipe": '{"a": "</dd>"}'})


def curate_run(root: Path, written: Any = None, finish: bool = True) -> Path:
    """A curate run's folder, as the stage leaves it."""
    with open_run(Plan("curate", 1, {"stage": "curate", "seed": 0}), root=root) as run:
        text = json.dumps(inspect() if written is None else written)
        (run.outputs / "inspect.json").write_text(text)
        if finish:
            run.finish()
        return run.folder


def test_the_page_carries_itself() -> None:
    read = Reader(page())
    assert not read.open
    loading = {"script", "link", "img", "iframe", "object", "image", "form", "base"}
    assert not {tag for tag, _ in read.tags} & loading
    assert not {name for _, found in read.tags for name in found if name.startswith("on")}
    links = [str(found["href"]) for tag, found in read.tags if tag == "a"]
    names = [str(found["id"]) for _, found in read.tags if "id" in found]
    assert len(names) == len(set(names))
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(names)
    assert [link for link in links if not link.startswith("#")] == [
        "https://example.com/pkg/words.py#L3"
    ]
    assert "@import" not in page()
    assert "url(" not in page()


def test_it_reads_in_order() -> None:
    titles = [part.name for part in parts(inspect())]
    assert " ".join(titles) == (
        "files functions sources sizes languages licences splits pii near clusters benchmarks kept "
        "dropped"
    )
    found = re.findall(r'<section id="([a-z]+)"', page())
    assert found == [*titles, "provenance"]


def test_hostile_text_is_only_text() -> None:
    """It closes the block that it stands in, brings a script, and turns the text around."""
    read = Reader(page())
    shown = next(text for text in read.pre if "level" in text)
    assert shown.strip("\n") == (
        "</pre><script>alert(1)</script>\n"
        "if level != 'user⟨U+202E⟩ ⟨U+2066⟩# ⟨U+2069⟩ ⟨U+2066⟩':\n\tpass⟨U+001B⟩[31m"
    )
    assert "+NAME = 'two</pre><script>'" in read.pre[0]
    assert "half ⟨U+D800⟩ a pair" in "".join(read.pre)
    assert "javascript:alert(1)" not in [found.get("href") for _, found in read.tags]


TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = TURNING + "\u200b\u2028\ufeff\ud800\x00\x1b\r\x7f\x9b"
NASTY = st.text(st.sampled_from(UNSEEN + "</pre><script>&\"'{}%`|\n\tab"), max_size=40)


@settings(max_examples=25)
@given(NASTY)
def test_whatever_sources_say_there_is_no_tag_more(text: str) -> None:
    hostile = copy.deepcopy(inspect())
    for one in (*hostile["kept"], *hostile["dropped"], *hostile["clusters"]):
        for name in ("head", "path", "repository", "licence", "detail", "kept", "other", "diff"):
            if one.get(name):
                one[name] = f"x{text}"
    hostile["licences"][f"x{text}"] = hostile["languages"].pop("lua")["items"]
    hostile["steps"][0]["dropped"][f"x{text}"] = 1
    shown = page(hostile)
    harmless = page(_with(hostile, f"x{text}", "x" + re.sub(r"[^\n]", "y", text)))
    kinds = [tag for tag, _ in Reader(shown).tags if tag != "span"]  # each line of a diff has one
    assert kinds == [tag for tag, _ in Reader(harmless).tags if tag != "span"]
    assert not re.search(f"[{UNSEEN}]", shown)
    assert not re.search(f"[{UNSEEN}\n]", "".join(curation.lines(hostile)))
    shown.encode()


def _with(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {_with(key, old, new): _with(part, old, new) for key, part in value.items()}
    if isinstance(value, list):
        return [_with(part, old, new) for part in value]
    return new if value == old else value


def test_the_funnel_says_every_count_and_where_functions_begin() -> None:
    files, functions, *_ = parts(inspect())
    table = [row for part in (files, functions) for row in part.tables[0].rows]
    assert [row[0] for row in table] == [step["step"] for step in STEPS]
    for row, step in zip(table, STEPS, strict=True):
        assert row[2] == f"{step['seen']:,}"
        assert row[4] == f"{step['kept']:,}"
        reasons = dict(line.rsplit(": ", 1) for line in row[1].split("\n") if line)
        assert reasons == {name: f"{count:,}" for name, count in step["dropped"].items()}
    assert files.tables[0].head[2] == "files in"
    assert functions.tables[0].head[2] == "functions in"
    assert "45,000 were found in the 6,248 files" in functions.words
    assert [row[0] for row in functions.tables[0].rows] == ["extract", "type check"]


def test_bars_are_of_the_first_step_of_their_unit() -> None:
    files, functions, *_ = parts(inspect())
    first = files.bars[0].bars[0]
    assert first.width == round(100 * 10785 / 12345, 2)
    assert first.width + first.lost == pytest.approx(100, abs=0.02)
    assert functions.bars[0].bars[1].width == round(100 * 5000 / 45000, 2)
    for bars in (bars for part in parts(inspect()) for bars in part.bars):
        assert all(0 <= bar.width + bar.lost <= 100.01 for bar in bars.bars)


def test_files_alone_have_no_functions() -> None:
    given = inspect() | {"unit": "file", "steps": STEPS[:6]}
    assert "functions" not in [part.name for part in parts(given)]
    assert not [line for line in curation.lines(given) if "function" in line]


def test_what_is_not_there_is_left_out_or_said() -> None:
    lists: dict[str, Any] = {
        name: [] for name in ("sources", "sizes", "tokens", "clusters", "kept", "dropped", "steps")
    }
    maps: dict[str, Any] = {name: {} for name in ("languages", "licences", "splits", "pii")}
    none = {"near_dedup": None, "benchmarks": {"checked": [], "missing": []}, "repositories": 0}
    given = inspect() | lists | maps | none
    assert [part.name for part in parts(given)] == ["near"]
    assert "Near-duplicates were not looked for." in page(given)
    assert curation.lines(given) == [
        "step    in  kept  dropped",
        "Kept: 0 functions, 0 B, 0 tokens (words and signs), 0 repositories.",
    ]


def test_many_licences_are_added_up() -> None:
    given = inspect() | {"licences": {f"L{n:02}": 100 - n for n in range(30)}}
    (bars,) = next(part for part in parts(given) if part.name == "licences").bars
    assert len(bars.bars) == MOST_BARS + 1
    assert bars.bars[-1].label == "10 others"
    assert bars.bars[-1].text.startswith(f"{sum(100 - n for n in range(20, 30)):,} ")


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_keys() -> None:
    turned = json.loads(json.dumps(inspect(), sort_keys=True))
    assert page(turned) == page()


def test_lines_for_a_terminal() -> None:
    lines = curation.lines(inspect())
    assert len(lines) <= 18
    assert lines[1] == (
        "collect          12,345  10,785  vendored 1,200, generated 345, not UTF 8 12, too large 3"
    )
    at = lines.index("functions of these files:")
    assert lines[at + 1].startswith("extract          45,000   5,900  no documentation 30,000")
    assert lines[at + 3 :] == [
        *summary(curation.visible(inspect())),
    ]
    assert lines[-2] == "Personal data replaced in files: email 321, ip 18, key 4."


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, ""),
        (0, 9, "0 %"),
        (9, 9, "100 %"),
        (1, 8, "12.5 %"),
        (6248, 6250, "> 99.9 %"),
        (1, 9000, "< 0.1 %"),
    ],
)
def test_a_share_is_all_or_nothing_only_where_it_is(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (999_900, "1 MB"),
        (12_340_000, "12.3 MB"),
        (2_500_000_000, "2.5 GB"),
        (6_457_000_000_000, "6,457.0 GB"),
    ],
)
def test_sizes_in_words(count: int, said: str) -> None:
    assert size(count) == said


def test_a_run_has_a_page_alone_and_beside_others(tmp_path: Path) -> None:
    folder = curate_run(tmp_path)
    (alone,) = build([folder], tmp_path / "a")
    assert alone.name == f"curation-{folder.name.removeprefix('curate-')}.html"
    assert "wall time" in alone.read_text()
    judged = evaluate_run(tmp_path, "m", verdicts("lua", 0.5))
    both = build([judged, folder], tmp_path / "b")
    assert [path.name for path in both] == ["report.json", "report.md", "report.html", alone.name]
    assert both[-1].read_bytes() == alone.read_bytes()
    assert "curate: curate-" in both[1].read_text()


def test_the_verb_names_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chain.report([curate_run(tmp_path)], out=tmp_path / "out", as_json=True)
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert Path(file).read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"schema": 2}, "schema"),
        ({"schema": "1"}, "schema"),
        ({"steps": {}}, "steps"),
        ({"near_dedup": 3}, "near_dedup"),
        ({"kept": [{}]}, None),
        ({"steps": [3]}, None),
    ],
)
def test_what_is_no_inspect_json_is_refused_by_name(
    tmp_path: Path, change: dict[str, Any], field: str | None
) -> None:
    folder = curate_run(tmp_path, inspect() | change)
    with pytest.raises(UsageError) as caught:
        build([folder], tmp_path / "out")
    assert caught.value.field == field
    assert str(caught.value.file).endswith("inspect.json")


@pytest.mark.parametrize("gone", ["near_dedup", "unit", "benchmarks"])
def test_a_missing_field_is_named(tmp_path: Path, gone: str) -> None:
    given = {name: part for name, part in inspect().items() if name != gone}
    with pytest.raises(UsageError) as caught:
        curation.read(curate_run(tmp_path, given))
    assert caught.value.field == gone


def test_a_run_that_has_not_ended_is_refused(tmp_path: Path) -> None:
    folder = curate_run(tmp_path, finish=False)
    with pytest.raises(UsageError, match="has not ended"):
        build([folder], tmp_path / "out")
