"""Texts cut into words and operators: layout is nothing, the rest is everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.similarity import lexer


def shown(text: str) -> list[str]:
    data = lexer.encoded(text)
    tokens = lexer.lex(text)
    return [
        data[a:b].decode("utf-8", "surrogatepass")
        for a, b in zip(tokens.starts, tokens.ends, strict=True)
    ]


def test_words_are_whole_operators_are_single_and_layout_is_nothing() -> None:
    assert shown('def f(x, y_1):\n    return x+1.5 == "añb"  # hé') == [
        *("def", "f", "x", "y_1", "return", "x", "+", "1", ".", "5", "=", "="),
        *("añb", "#", "hé"),
    ]
    assert not shown(" ({;}) \n")
    assert not shown("")


def test_which_are_words_and_which_numbers() -> None:
    tokens = lexer.lex("a1 + 1a")
    assert tokens.words.tolist() == [True, False, True]
    assert tokens.numbers.tolist() == [False, False, True]


def test_two_layouts_of_one_text_have_the_same_codes() -> None:
    one = lexer.lex("f(a, 'b')[0]\n")
    other = lexer.lex('f (\n    a ,\n  "b",\n) [ 0 ]')
    assert one.codes.tolist() == other.codes.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ab", "ba"),
        ("a", "aa"),
        ("12345678", "123456780"),
        ("x" * 8, "x" * 9),
        ("x" * 63 + "a", "x" * 63 + "b"),
        ("x" * 200, "x" * 201),
        ("+", "-"),
    ],
)
def test_different_words_have_different_codes(one: str, other: str) -> None:
    assert lexer.lex(one).codes[0] != lexer.lex(other).codes[0]


@given(st.text(st.sampled_from("ab1_ \n(+[é\ud800🎈"), max_size=60), st.integers(1, 9))
def test_pieces_change_nothing_where_they_end_behind_a_word(text: str, size: int) -> None:
    whole = lexer.lex(text)
    data = lexer.encoded(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "_PIECE", size + 8)
        parts = lexer.lex(text)
        cuts = lexer._pieces(data)
    assert [a for a, _ in cuts[1:]] == [b for _, b in cuts[:-1]]
    if all(lexer._KINDS[data[b - 1]] != 1 for _, b in cuts[:-1]):
        assert parts.codes.tolist() == whole.codes.tolist()
        assert parts.starts.tolist() == whole.starts.tolist()
        assert parts.ends.tolist() == whole.ends.tolist()


def test_a_line_without_an_end_is_cut_and_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexer, "_PIECE", 8192)
    tokens = lexer.lex("x" * 50_000)
    assert int((tokens.ends - tokens.starts).sum()) == 50_000


def test_words_alone() -> None:
    words = lexer.only_words(lexer.lex("a + b[1]"))
    assert words.codes.tolist() == lexer.lex("a b 1").codes.tolist()


def test_word_codes_are_sorted_and_each_once() -> None:
    codes = lexer.word_codes(["if", "for", "if"]).tolist()
    assert codes == sorted(lexer.lex("if for").codes.tolist())
    assert not len(lexer.word_codes([]))
