"""A problem's text: doctests in the language's syntax, words on word boundaries only."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue import languages
from newtongue.core.errors import UsageError
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, parse_type
from newtongue.languages.base import Language
from newtongue.translate import doc


class Newt(Language):
    """A strict language of this test's own: floats have a dot, there are no dicts."""

    title, extension, fence = "Newt", ".nt", "newt"
    types: ClassVar = {
        "int": "i",
        "float": "f",
        "str": "s",
        "list": "[{}]",
        "none": "z",
        "optional": "{}?",
    }
    containers: ClassVar = {"list": "[{items}]"}
    terms: ClassVar = {
        "list": "array",
        "None": "nil",
        "True": "yes",
        "dictionary": "map",
        "array": "array",
    }


class Python(Newt):
    """A language of the problems' own name."""

    title = "Python"
    terms: ClassVar = {}


NEWT, PYTHON = Newt(), Python()
SIGNATURE = Signature(
    "f",
    (Param("xs", parse_type("list[float]")), Param("list", parse_type("int"))),
    parse_type("optional[int]"),
)


def text(body: str, signature: Signature = SIGNATURE, **options: str) -> str:
    problem = Problem("n", body, signature, (Case(([1.0], 1), 1),))
    return doc.text(problem, NEWT, **options)  # type: ignore[arg-type]


SPLIT = Signature("f", (Param("xs", parse_type("list[float]")),), parse_type("optional[int]"))


def prose(body: str) -> str:
    return doc.reworded(body, SPLIT, NEWT)


# -- doctests -----------------------------------------------------------------


def test_a_doctest_is_printed_by_the_types() -> None:
    body = "Find it.\n\n    >>> f([1, 2.5], 3)\n    4\n\n>>> f([], 0)\nNone\nDone."
    assert text(body) == (
        "Find it.\n\n    >>> f([1.0, 2.5], 3)\n    4\n\n>>> f([], 0)\nnull\nDone."
    )


def test_calls_and_results_may_take_several_lines() -> None:
    body = ">>> f([1,\n...    2],\n... 3)\n4\nand prose"
    assert text(body) == ">>> f([1.0, 2.0], 3)\n4\nand prose"
    many = Signature("f", (), parse_type("list[int]"))
    assert text(">>> f()\n[1,\n 2]\n", many) == ">>> f()\n[1, 2]"


@pytest.mark.parametrize(
    "block",
    [
        ">>> round(f([1.0], 2), 2) # a remark\n0.5",
        ">>> g([1.0], 2)\n3",
        ">>> f([1.0])\n3",
        ">>> f([1.0], 'a')\n3",
        ">>> f([1.0], 2)\n'a'",
        ">>> f([1.0], 2)\nTraceback (most recent call last):\nValueError",
        ">>> f([1.0], x)\n3",
        ">>> f([1.0],\n3",
        ">>> f([1.0], 2)",
        ">>> x = 1",
    ],
)
def test_what_is_no_case_stays_as_it_is(block: str) -> None:
    assert text(f"Of a dictionary.\n{block}\n\nMore.") == f"Of a map.\n{block}\n\nMore."


def test_what_the_language_cannot_say_stays_as_it_is() -> None:
    maps = Signature("f", (Param("d", parse_type("dict[str, int]")),), parse_type("int"))
    assert text(">>> f({'a': 1})\n1", maps) == ">>> f({'a': 1})\n1"


def test_doctests_are_kept_or_removed() -> None:
    body = "A dictionary.\n\n>>> f([1, 2], 3)\n4\n\n>>> g(5)\nnothing\n\nThe end."
    assert text(body, doctests="keep") == body.replace("dictionary", "map")
    assert text(body, doctests="remove") == "A map.\n\nThe end."
    assert text(body, doctests="keep", words="verbatim") == body


def test_an_unknown_option_is_refused_by_name() -> None:
    with pytest.raises(UsageError) as refused:
        text("x", words="other")
    assert refused.value.field == "words"


def test_examples_are_the_doctests_that_are_cases() -> None:
    body = ">>> f([1], 2)\n3\n>>> g(1)\n2\n>>> f([], 2)\nNone"
    problem = Problem("n", body, SIGNATURE, ())
    assert doc.examples(problem) == (Case(([1], 2), 3), Case(([], 2), None))


# -- words --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Write a python function.", "Write a Newt function."),
        ("Python's lists; Lists too.", "Newt's arrays; Arrays too."),
        ("Return a list of dictionaries.", "Return an array of maps."),
        ("An array or a list.", "An array or an array."),
        ("It returns None or True, none is true.", "It returns nil or yes, none is true."),
        ("(list), list. list!", "(array), array. array!"),
        ("pythonic listing of blacklists, pylist, list_of", None),
        ("the 'list' and \"a list\" and `list`", None),
        ("it's a list's end", "it's an array's end"),
        ("list(xs), list[int], xs.list, a.list", None),
        ("f([1], None) == None", None),
        ("f([1, (2)]) ➞ True", None),
        ("Use f(None) for a list.", "Use f(None) for an array."),
    ],
)
def test_reworded(before: str, after: str | None) -> None:
    assert prose(before) == (before if after is None else after)


def test_truth_is_said_as_the_language_says_it() -> None:
    java = languages.get("java")
    assert doc.reworded("True or False?", SIGNATURE, java) == "true or false?"


def test_names_of_parameters_and_of_the_function_stay() -> None:
    assert doc.reworded("the list is a dictionary", SIGNATURE, NEWT) == "the list is a map"


def test_the_problems_own_language_is_left_alone() -> None:
    assert (
        doc.reworded("a python function of Python", SPLIT, PYTHON) == "a python function of Python"
    )


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", max_size=5)


@given(LETTERS, st.sampled_from(["python", "list", "None", "dictionary"]), LETTERS)
def test_nothing_changes_inside_a_word(before: str, word: str, after: str) -> None:
    whole = before + word + after
    changed = prose(f"say {whole} now")
    if before or after:
        plural = not before and whole in NEWT.words
        assert changed == f"say {whole} now" or plural
    else:
        assert changed == f"say {NEWT.words[word]} now"


@given(st.text(max_size=60))
def test_rewording_touches_only_whole_words_it_knows(body: str) -> None:
    tokens = re.findall(r"\w+", body)
    if not set(tokens) & {*NEWT.words, "a", "an", "A", "An"}:
        assert prose(body) == body


@given(
    st.lists(st.sampled_from(["a list", "None", "'None'", "x", "f(None)", "python"]), max_size=8)
)
def test_rewording_twice_is_rewording_once(parts: list[str]) -> None:
    once = prose(" ".join(parts))
    assert prose(once) == once


@given(st.lists(st.floats(-9, 9), max_size=3), st.integers(), st.none() | st.integers())
def test_a_transformed_doctest_says_the_case(xs: list[float], k: int, want: int | None) -> None:
    if not (-(2**63) <= k < 2**63 and -(2**63) <= (want or 0) < 2**63):
        return
    shown = text(f"  >>> f({xs!r}, {k})\n  {want}\n")
    example = NEWT.example(SIGNATURE, Case((xs, k), want))
    assert shown == "\n".join(f"  {line}" for line in example.splitlines())
