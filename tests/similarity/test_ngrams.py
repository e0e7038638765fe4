"""Runs of tokens, blind to names, and the passages that are found by them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.similarity import lexer, ngrams

KEPT = lexer.word_codes(["if", "return"])
TOKENS = st.lists(st.sampled_from(["a", "b", "c", "if", "1", "2", "+", "["]), max_size=25)


def blind(text: str, n: int) -> list[int]:
    return [int(run) for run in ngrams.blind(lexer.lex(text), KEPT, n)]


def encoding(tokens: list[str]) -> tuple[object, ...]:
    """What `blind` numbers, told slowly."""
    out: list[object] = []
    for at, token in enumerate(tokens):
        if token in ("a", "b", "c"):
            before = [k for k in range(at) if tokens[k] == token]
            out.append(at - before[-1] if before else "new")
        else:
            out.append(f"={token}")
    return tuple(out)


@given(TOKENS, st.integers(1, 6))
def test_blind_runs_are_equal_where_one_renaming_makes_them_so(tokens: list[str], n: int) -> None:
    got = blind(" ".join(tokens), n)
    want = [encoding(tokens[at : at + n]) for at in range(len(tokens) - n + 1)]
    assert len(got) == len(want)
    assert len(set(got)) == len(set(want)) == len(set(zip(got, want, strict=True)))


@given(TOKENS, st.integers(1, 6))
def test_blind_runs_at_some_places_are_the_same(tokens: list[str], n: int) -> None:
    cut = lexer.lex(" ".join(tokens))
    whole = ngrams.blind(cut, KEPT, n)
    places = np.arange(len(whole))[::2]
    some = ngrams.blind_at(cut, ngrams.names(cut, KEPT), n, places)
    assert some.tolist() == whole[places].tolist()


@given(TOKENS, st.integers(1, 6))
def test_outlines_are_equal_where_the_tokens_are_but_for_names(tokens: list[str], n: int) -> None:
    cut = lexer.lex(" ".join(tokens))
    got = ngrams.outlines(cut, ngrams.names(cut, KEPT), n).tolist()
    shown = ["name" if token in ("a", "b", "c") else token for token in tokens]
    want = [tuple(shown[at : at + n]) for at in range(len(tokens) - n + 1)]
    assert len(set(got)) == len(set(want)) == len(set(zip(got, want, strict=True)))


@given(TOKENS, st.integers(1, 6))
def test_plain_runs_are_equal_where_their_tokens_are(tokens: list[str], n: int) -> None:
    got = [int(run) for run in ngrams.plain(lexer.lex(" ".join(tokens)).codes, n)]
    want = [tuple(tokens[at : at + n]) for at in range(len(tokens) - n + 1)]
    assert len(set(got)) == len(set(want)) == len(set(zip(got, want, strict=True)))


def test_numbers_keywords_and_operators_are_seen() -> None:
    assert blind("if a + 1", 4) == blind("if z + 1", 4)
    assert blind("if a + 1", 4) != blind("if a + 2", 4)
    assert blind("if a + 1", 4) != blind("return a + 1", 4)
    assert blind("if a + 1", 4) != blind("if a - 1", 4)
    assert blind("a + b * a", 5) != blind("a + b * b", 5)


@given(st.lists(st.sampled_from("abcdefg+"), min_size=30, max_size=80))
def test_blocks_change_nothing(tokens: list[str]) -> None:
    text = " ".join(tokens)
    whole = blind(text, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "_BLOCK", 7)
        assert blind(text, 5) == whole


@given(
    st.lists(st.integers(0, 9), min_size=11, max_size=20),
    st.lists(st.integers(0, 9), max_size=15),
    st.lists(st.integers(0, 9), max_size=15),
)
def test_texts_that_share_enough_share_a_chosen_run(
    shared: list[int], front: list[int], back: list[int]
) -> None:
    n, window = 4, 8  # 4 + 8 - 1 = 11 shared tokens
    chosen = []
    for numbers in (front + shared + back, back + shared + front):
        runs = ngrams.plain(np.array(numbers, dtype=np.uint64), n)
        chosen.append(set(runs[ngrams.winnowed(runs, window)].tolist()))
    assert chosen[0] & chosen[1]


def test_winnowing_leaves_about_two_of_a_window_and_one() -> None:
    runs = ngrams.plain(np.random.default_rng(0).integers(0, 2**63, 9000, dtype=np.uint64), 4)
    assert 0.9 < len(ngrams.winnowed(runs, 8)) / (len(runs) * 2 / 9) < 1.1
    assert not len(ngrams.winnowed(runs[:0], 8))
    assert len(ngrams.winnowed(runs[:3], 8)) == 1


# -- passages ------------------------------------------------------------------


def runs_of(numbers: list[int], n: int = 3) -> ngrams.Runs:
    return ngrams.plain(np.array(numbers, dtype=np.uint64), n)


NUMBERS = st.lists(st.integers(0, 4), max_size=12)


@given(st.lists(NUMBERS, max_size=5), NUMBERS)
def test_find_gives_every_place_of_every_run(texts: list[list[int]], searched: list[int]) -> None:
    index = ngrams.passages(3, [runs_of(t) for t in texts], list(range(len(texts))), most=99)
    found = ngrams.find(index, runs_of(searched))
    got = list(
        zip(found.passage.tolist(), found.place.tolist(), found.offset.tolist(), strict=True)
    )
    want = [
        (number, place, offset)
        for number, text in enumerate(texts)
        for place in range(len(searched) - 2)
        for offset in range(len(text) - 2)
        if text[offset : offset + 3] == searched[place : place + 3]
    ]
    assert got == want


def test_runs_that_too_many_groups_have_are_left_out() -> None:
    texts = [[1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 6], [7, 8, 9]]
    runs = [runs_of(text) for text in texts]
    kept = ngrams.passages(3, runs, [0, 1, 1, 2], most=2)  # 1 2 3 is in two groups
    fewer = ngrams.passages(3, runs, [0, 1, 2, 3], most=2)
    assert len(ngrams.find(kept, runs_of([1, 2, 3])).passage) == 3
    assert not len(ngrams.find(fewer, runs_of([1, 2, 3])).passage)
    assert len(ngrams.find(fewer, runs_of([2, 3, 4])).passage) == 1


def test_an_index_comes_back_from_its_arrays() -> None:
    index = ngrams.passages(3, [runs_of([1, 2, 3, 4]), runs_of([2, 3, 4, 5])], [0, 1], most=9)
    again = ngrams.from_arrays(ngrams.arrays(index))
    for searched in ([0, 2, 3, 4, 5, 6], [9, 9, 9, 9]):
        one, other = (ngrams.find(i, runs_of(searched)) for i in (index, again))
        assert one.passage.tolist() == other.passage.tolist()
        assert one.place.tolist() == other.place.tolist()
