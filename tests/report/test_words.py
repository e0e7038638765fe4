"""Numbers as people read them, and claims that only the interval may choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.report.words import facts, memory, number, sentence, sentences
from tests.report.made import effect, report


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.423, ".423"),
        (0.0, ".000"),
        (-0.0, ".000"),
        (1.0, "1.000"),
        (-1.0, "-1.000"),
        (-0.05, "-.050"),
        (0.0004, ".0004"),
        (-0.0004, "-.0004"),
        (1e-9, ".000"),
        (0.9996, "1.000"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_signed_number() -> None:
    assert [number(v, sign=True) for v in (0.36, -0.36, 0.0)] == ["+.360", "-.360", ".000"]


def test_an_interval_above_zero_raises() -> None:
    assert sentence(effect(0.31, 0.36, 0.41)) == (
        "Tuning raised Lua pass@1 by .360 [.310, .410] "
        "(paired over 240 problems, 0 infrastructure errors)."
    )


def test_an_interval_below_zero_lowers_with_bounds_in_order() -> None:
    assert sentence(effect(-0.6, -0.53, -0.47), "Full tuning without replay").startswith(
        "Full tuning without replay lowered Lua pass@1 by .530 [.470, .600] ("
    )


@pytest.mark.parametrize(("low", "high"), [(-0.02, 0.04), (0.0, 0.04), (-0.02, 0.0), (0.0, 0.0)])
def test_an_interval_that_touches_zero_shows_nothing(low: float, high: float) -> None:
    text = sentence(effect(low, (low + high) / 2, high))
    assert "showed no difference in Lua pass@1 beyond the interval" in text
    assert "raised" not in text
    assert "lowered" not in text


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(sorted))
def test_the_verb_follows_the_interval(bounds: list[float]) -> None:
    text = sentence(effect(*bounds))
    assert ("raised" in text) == (bounds[0] > 0)
    assert ("lowered" in text) == (bounds[2] < 0)
    assert "240 problems" in text
    assert "0 infrastructure errors" in text


def test_one_sentence_an_effect_and_a_shared_basis_once() -> None:
    lines = sentences(report().differences)
    assert len(lines) == 3
    assert " and lowered Python pass@1 by " in lines[0]
    assert "showed no difference in Python pass@1" in lines[1]
    assert lines[2] == "Each of these is paired over 60 problems, 0 infrastructure errors."


def test_bases_that_differ_stand_with_their_effect() -> None:
    lines = sentences([effect(0.1, 0.2, 0.3), *report().differences])
    assert len(lines) == 3
    assert "(paired over 240 problems" in lines[0]
    assert lines[1].count("(paired over 60 problems") == 2
    assert sentences([effect(0.1, 0.2, 0.3)]) == [sentence(effect(0.1, 0.2, 0.3))]
    assert sentences([]) == []


def test_facts_have_n_missing_and_infrastructure() -> None:
    score = {"problems": 1, "n_min": 18, "n_max": 20, "missing": 2, "infrastructure": 1}
    text = "1 problem, 18 to 20 completions each, 2 missing, 1 infrastructure error"
    assert facts(score) == text


def test_memory() -> None:
    assert [memory(m) for m in (None, 412_000_000, 3_140_000_000)] == [
        "not measured",
        "412 MB",
        "3.1 GB",
    ]
