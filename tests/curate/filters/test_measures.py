"""Lines and shares: the cheap way says what the plain way says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.dataset import File
from newtongue.curate.filters.measures import (
    Text,
    alphabetic,
    alphanumeric,
    lines,
    longest_line,
    look,
)
from tests.curate.filters.texts import newlines, reason, texts


def looked(text: str) -> Text:
    return look(File(text, "a.py", language="python"))


def plain_lines(text: str) -> list[str]:
    parts = newlines(text).split("\n")
    return parts[:-1] if parts[-1] == "" else parts


@given(texts)
def test_lines_are_those_of_a_plain_count(text: str) -> None:
    every = plain_lines(text)
    count, mean = lines(looked(text))
    assert count == len(every)
    assert mean == pytest.approx(sum(map(len, every)) / len(every) if every else 0)


@given(texts, st.integers(0, 150))
def test_the_longest_line_is_found_exactly_when_it_is_beyond_the_limit(
    text: str, limit: int
) -> None:
    longest = max(map(len, newlines(text).split("\n")))
    assert longest_line(newlines(text), limit) == (longest if longest > limit else None)


@given(texts)
def test_shares_are_those_of_a_plain_count(text: str) -> None:
    every = newlines(text) or "."
    seen = looked(text)
    assert alphanumeric(seen) == pytest.approx(sum(c.isalnum() for c in every) / len(every))
    assert alphabetic(seen) == pytest.approx(sum(c.isalpha() for c in every) / len(every))


def test_half_of_a_surrogate_pair_is_a_character_like_others() -> None:
    assert alphabetic(looked("ab\ud800d")) == 0.75


def test_limits_hold_at_the_limit_and_not_beyond() -> None:
    file = File("x" * 10 + "\n" + "y" * 20 + "\n", "a.py", language="python")
    assert reason(file, max_line_length=20) == ""
    assert reason(file, max_line_length=19) == "a long line"
    assert reason(file, mean_line_length=15) == ""
    assert reason(file, mean_line_length=14.9) == "long lines on average"
    assert reason(file, max_lines=2) == ""
    assert reason(file, max_lines=1) == "many lines"


def test_one_line_of_a_hundred_megabytes_is_measured_by_its_length() -> None:
    assert longest_line("x" * 100_000_000, 1000) == 100_000_000


def test_shares_are_compared_with_their_limits() -> None:
    file = File("ab1;", "a.py", language="python")
    assert reason(file, min_alphanumeric=0.75) == reason(file, min_alphabetic=0.5) == ""
    assert reason(file, min_alphanumeric=0.76) == "few letters and digits"
    assert reason(file, min_alphabetic=0.51) == "few letters"


def test_an_empty_file_has_no_lines_and_no_letters() -> None:
    file = File("", "a.py", language="python")
    assert reason(file, max_line_length=0, mean_line_length=0, max_lines=0) == ""
    assert reason(file, min_alphabetic=0.1) == "empty"
    assert reason(File(" \n", "a.py"), min_alphanumeric=0.1) == "empty"
    assert reason(file, min_alphabetic=0) == ""
