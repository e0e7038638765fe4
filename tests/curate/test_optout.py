"""Opt-out lists: what they may say, and what they drop."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from newtongue.core.dataset import File
from newtongue.core.errors import UsageError
from newtongue.curate.optout import read, step
from newtongue.curate.step import Drop

FILE = File("x = 1\n", "src/deep/a.py", "git", "Ann/Tool", "c0ffee", "python")
TEXT = hashlib.sha256(FILE.text.encode()).hexdigest()


def dropped(folder: Path, text: str, file: File = FILE, name: str = "list.txt") -> str:
    """The trace with which a list drops a file, or nothing."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (one,) = step(read([path]))([file])
    if isinstance(one, Drop):
        assert (one.step, one.reason, one.file) == ("opt-out", "opted out", file)
        return one.detail
    assert one is file
    return ""


@pytest.mark.parametrize(
    "entry",
    [
        "Ann/Tool",
        "ann/tool",
        "ann/*",
        "ANN/tool:src/*",
        "ann/tool:*.py",
        "ann/tool.git",
        "Ann/Tool/",
        "ann/tool.git/:src/*",
        "ann/*/",
        TEXT,
        TEXT.upper(),
        FILE.id,
    ],
)
def test_each_kind_of_entry_drops_and_leaves_a_trace(tmp_path: Path, entry: str) -> None:
    text = f"# a list\n\n{entry}  # by mail\n"
    assert dropped(tmp_path, text) == f"{entry} (by mail), list.txt:3"


@pytest.mark.parametrize(
    "entry",
    [
        "ann/tools",
        "ann/tool.gi",
        "ann/.git",
        "ann/too",
        "an/*",
        "tool",
        "ann",
        "ann/tool:lib/*",
        "0" * 64,
        "f" * 32,
        "",
    ],
)
def test_others_let_the_file_through(tmp_path: Path, entry: str) -> None:
    assert dropped(tmp_path, f"{entry}\n") == ""


def test_a_package_is_found_by_its_name_and_by_its_link(tmp_path: Path) -> None:
    package = File("x", "tool/a.py", repository="tool", url="https://forge.example/Ann/tool.git")
    assert dropped(tmp_path, "tool", package)
    assert dropped(tmp_path, "ann/tool", package)
    assert dropped(tmp_path, "ann/*", package)
    assert not dropped(tmp_path, "ann/tool", File("x", "a.py", url="https://[broken/ann/tool"))


def test_a_comment_stands_after_white_space(tmp_path: Path) -> None:
    assert dropped(tmp_path, "ann/tool\t#asked # twice") == "ann/tool (asked # twice), list.txt:1"
    for entry in (
        "ann/tool#please",
        "tool#please",
        "ann#x/tool",
        "ann/tool:src/*#please",
        "ann/*#",
    ):
        with pytest.raises(UsageError, match="is no repository") as raised:
            dropped(tmp_path, f"ben/*\n{entry}\n")
        assert raised.value.line == 2
        assert "white space" in str(raised.value.hint)


def test_a_repository_that_ends_in_git_is_still_found(tmp_path: Path) -> None:
    """A bare clone in a folder is called by its folder's name."""
    bare = File("x", "a.py", repository="tool.git")
    assert dropped(tmp_path, "tool", bare)
    assert dropped(tmp_path, "tool.git", bare)


def test_yaml_and_jsonl_have_dates(tmp_path: Path) -> None:
    said = "- ben/*\n- {entry: ann/tool, date: 2026-11-02, reason: asked}\n- " + "f" * 64
    trace = "ann/tool (2026-11-02, asked), list.yaml:2"
    assert dropped(tmp_path, said, name="list.yaml") == trace
    rows = [{"entry": "ben/*"}, {"entry": "ann/tool", "date": "2026-11-02", "reason": "asked"}]
    lines = "\n".join(map(json.dumps, rows))
    assert dropped(tmp_path, lines, name="list.jsonl") == trace.replace("yaml", "jsonl")
    assert dropped(tmp_path, "", name="list.yaml") == dropped(tmp_path, "", name="l.jsonl") == ""


def test_the_first_of_several_lists_counts(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("ann/*\nann/tool\n")
    (one,) = step(read([tmp_path / "one.txt", tmp_path / "two.txt"]))([FILE])
    assert isinstance(one, Drop)
    assert one.detail == "ann/*, one.txt:1"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.txt", "ann/tool\nhttps://forge.example/ann/tool\n", 2),
        ("a.txt", "ann/tool/part\n", 1),
        ("a.txt", "ann/tool and more\n", 1),
        ("a.txt", "*/*\n", 1),
        ("a.yaml", "- ann/tool\n- {repository: ann/tool}\n", 2),
        ("a.yaml", "- {entry: ann/tool, data: 1}\n", 1),
        ("a.yaml", "- [ann/tool]\n", 1),
        ("a.yaml", "entry: ann/tool\n", None),
        ("a.yaml", "- 'ann\n- x\n", 3),
        ("a.jsonl", '{"entry": "ann/tool"}\n{"entry": 3}\n', 2),
    ],
)
def test_what_is_no_entry_is_named(tmp_path: Path, name: str, text: str, line: int | None) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError) as raised:
        read([tmp_path / name])
    assert raised.value.file == str(tmp_path / name)
    assert raised.value.line == line


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "none.txt", tmp_path, tmp_path / "a.txt", tmp_path / "none.yaml"):
        with pytest.raises(UsageError, match=path.name):
            read([path])
