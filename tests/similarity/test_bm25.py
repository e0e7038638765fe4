"""BM25 on disk: the formula's scores, the same bytes each time, nothing pickled."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from newtongue.similarity import bm25, lexer

TEXTS = [
    "def total(xs): return sum(xs)",
    "def mean(xs): return sum(xs) / len(xs)",
    "",
    "class Reader: pass",
]


def written(folder: Path, texts: list[str]) -> bm25.Part:
    bm25.write(folder, [lexer.only_words(lexer.lex(text)).codes for text in texts])
    return bm25.read(folder)


def expected(query: list[str], texts: list[str]) -> list[float]:
    """Lucene's formula, from its definition."""
    each = [text.replace("(", " ").replace(")", " ").replace(":", " ").split() for text in texts]
    each = [[word for word in words if word != "/"] for words in each]
    mean = sum(map(len, each)) / len(each)
    out = []
    for words in each:
        score = 0.0
        for word in query:
            df = sum(word in other for other in each)
            tf = words.count(word)
            norm = bm25.K1 * (1 - bm25.B + bm25.B * len(words) / mean)
            score += math.log(1 + (len(each) - df + 0.5) / (df + 0.5)) * tf / (tf + norm)
        out.append(score)
    return out


def test_scores_are_the_formulas(tmp_path: Path) -> None:
    part = written(tmp_path, TEXTS)
    query = ["sum", "len", "xs", "xs", "unknown"]
    got = bm25.scores(part, lexer.lex(" ".join(query)).codes)
    assert got.tolist() == pytest.approx(expected(query, TEXTS), rel=1e-5)
    assert got[1] > got[0] > got[3] == 0


def test_a_query_of_other_words_finds_nothing(tmp_path: Path) -> None:
    part = written(tmp_path, TEXTS)
    assert bm25.scores(part, lexer.lex("quite other words").codes).tolist() == [0, 0, 0, 0]
    assert bm25.scores(part, lexer.lex("").codes).tolist() == [0, 0, 0, 0]


def test_texts_without_words_are_no_error(tmp_path: Path) -> None:
    assert bm25.scores(written(tmp_path, ["", "+"]), lexer.lex("a").codes).tolist() == [0, 0]


def test_the_same_bytes_each_time_and_nothing_pickled(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        written(folder, TEXTS)
    names = sorted(file.name for file in folders[0].iterdir())
    assert names == sorted(file.name for file in folders[1].iterdir())
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
        assert name.endswith((".npy", ".json"))
        if name.endswith(".npy"):
            np.load(folders[0] / name, allow_pickle=False)
