"""Completions read from files, as INTERFACES.md section 5 has them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from newtongue.core.errors import UsageError
from newtongue.core.problem import Prompt
from newtongue.models.base import Request, Sampling
from newtongue.models.replay import Replay, read_completions
from tests.conftest import data_file

ROW = {
    "name": "P_0",
    "language": "lua",
    "output_id": 0,
    "output_text": "return 1",
    "prompt": "f()\n",
    "tests": "t",
    "stop_tokens": ["\nend"],
}
MULTIPL_E = {
    "name": "HumanEval_0_x",
    "language": "py",
    "prompt": "def f():\n",
    "tests": "assert f()",
    "stop_tokens": ["\ndef"],
    "completions": ["    return 1", "    return 2"],
    "temperature": 0.2,
    "top_p": 0.95,
    "max_tokens": 512,
    "experiment": "kept",
}


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_lines_plain_and_compressed(tmp_path: Path, name: str) -> None:
    (found,) = read_completions(lines(tmp_path / name, ROW | {"mine": 1}))
    assert (found.name, found.output_text, found.stop_tokens) == ("P_0", "return 1", ("\nend",))
    assert found.extra == {"mine": 1}


@pytest.mark.parametrize("name", ["a.json.gz", "a.jsonl.gz"])
def test_multipl_e_rows_become_one_completion_each(tmp_path: Path, name: str) -> None:
    found = list(read_completions(lines(tmp_path / name, MULTIPL_E)))
    assert [(c.output_id, c.output_text) for c in found] == [
        (0, "    return 1"),
        (1, "    return 2"),
    ]
    first = found[0]
    assert (first.language, first.max_new_tokens, first.temperature) == ("python", 512, 0.2)
    assert first.extra == {"experiment": "kept"}


def test_a_folder_is_read_in_name_order_without_results(tmp_path: Path) -> None:
    lines(tmp_path / "b.jsonl", ROW)
    lines(tmp_path / "a.json.gz", MULTIPL_E)
    (tmp_path / "a.results.json.gz").write_bytes(b"not even gzip")
    (tmp_path / "notes.txt").write_text("x")
    names = [c.name for c in read_completions(tmp_path)]
    assert names == ["HumanEval_0_x", "HumanEval_0_x", "P_0"]


def test_the_same_row_twice_is_skipped_and_counted(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    path = lines(tmp_path / "a.jsonl", ROW, ROW | {"output_id": 1}, ROW, ROW)
    assert len(list(read_completions(path, counts))) == 2
    assert counts["duplicates"] == 2


def test_the_same_key_with_another_text_names_both_places(tmp_path: Path) -> None:
    lines(tmp_path / "a.jsonl", ROW)
    lines(tmp_path / "b.jsonl", ROW | {"output_id": 7}, ROW | {"output_text": "return 2"})
    with pytest.raises(
        UsageError, match=r"another completion of P_0 .* stands in .*a\.jsonl:1"
    ) as e:
        list(read_completions(tmp_path))
    assert (Path(str(e.value.file)).name, e.value.line) == ("b.jsonl", 2)


def test_a_tag_and_a_key_are_one_language(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    path = lines(tmp_path / "a.jsonl", ROW | {"language": "rs"}, ROW | {"language": "rust"})
    assert [c.language for c in read_completions(path, counts)] == ["rust"]
    assert counts["duplicates"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"output_text": None}, "output_text"),
        ({"output_id": "0"}, "output_id"),
        ({"language": "klingon"}, "language"),
        ({"stop_tokens": "x"}, "stop_tokens"),
        ({"completions": "x"}, "completions"),
    ],
)
def test_a_wrong_field_is_named_with_file_and_line(
    tmp_path: Path, change: dict[str, Any], field: str
) -> None:
    path = lines(tmp_path / "a.jsonl", ROW, ROW | {"output_id": 1} | change)
    with pytest.raises(UsageError) as caught:
        list(read_completions(path))
    error = caught.value
    assert (error.file, error.line, error.field) == (str(path), 2, field)


def test_damaged_and_missing_files(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.json.gz", MULTIPL_E)
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(UsageError, match="truncated or damaged"):
        list(read_completions(path))
    with pytest.raises(UsageError, match="no such file"):
        list(read_completions(tmp_path / "none.jsonl"))
    (tmp_path / "x").mkdir()
    with pytest.raises(UsageError, match="holds no completions"):
        list(read_completions(tmp_path / "x"))


def test_replay_answers_what_the_file_has(tmp_path: Path) -> None:
    model = Replay(lines(tmp_path / "a.json.gz", MULTIPL_E))
    prompt = Prompt("HumanEval_0_x", "python", "def f():\n", (), "multipl-e-humaneval")
    found = list(model.complete([Request(prompt, n) for n in (1, 5)], Sampling()))
    assert [(c.output_id, c.output_text, c.benchmark) for c in found] == [
        (1, "    return 2", "multipl-e-humaneval")
    ]


@pytest.mark.data
def test_the_real_completions_are_read_whole() -> None:
    path = data_file("completions/codegen-350m-mono-humaneval-python")
    found = list(read_completions(path))
    assert len({c.name for c in found}) == 161
    assert {c.language for c in found} == {"python"}
