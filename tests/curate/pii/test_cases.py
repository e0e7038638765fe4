"""The labelled cases are well formed and as many as promised, and the rules keep their bars."""

from __future__ import annotations

import pytest

from newtongue.core.errors import UsageError
from newtongue.curate.pii import KINDS, Span, find
from newtongue.curate.pii.cases import HALVES, Case, load_cases, parse_cases, score

CASES = {half: load_cases(half) for half in HALVES}
BOTH = [case for half in HALVES for case in CASES[half]]
BARS = {"email": (0.88, 0.96), "ip": (0.80, 0.83), "key": (0.78, 0.53)}
"""SantaCoder's precision and recall (arXiv 2301.03988)."""


@pytest.mark.parametrize("half", HALVES)
def test_each_half_is_large_and_mixed(half):
    cases = CASES[half]
    assert len(cases) >= 105
    assert len({case.language for case in cases}) >= 10
    assert len({(case.language, case.name) for case in cases}) == len(cases)
    assert sum(not case.spans for case in cases) >= 40, "hard negatives"
    assert {span.kind for case in cases for span in case.spans} == set(KINDS)


def test_there_are_two_hundred_cases():
    assert len(BOTH) >= 200


@pytest.mark.parametrize("half", [*HALVES, "both"])
@pytest.mark.parametrize("kind", BARS)
def test_better_than_santacoder(half, kind):
    cases = BOTH if half == "both" else CASES[half]
    one = score(cases, lambda case: find(case.text))[kind]
    precision, recall = BARS[kind]
    assert one.precision > precision
    assert one.recall > recall


@pytest.mark.parametrize("kind", ["password", "username"])
def test_passwords_and_users_are_found(kind):
    one = score(BOTH, lambda case: find(case.text))[kind]
    assert one.precision > 0.85
    assert one.recall > 0.75


def test_what_is_found_is_covered_whole():
    found = score(BOTH, lambda case: find(case.text))
    assert sum(one.hit - one.whole for one in found.values()) <= 2


def test_form_of_a_case():
    (case,) = parse_cases("# head\n%%% sh: x\na ⟦key:gh‖p_1⟧ b ⟦ip:5.6.7.8⟧\n\n", file="f")
    assert case.text == "a ghp_1 b 5.6.7.8\n"
    assert [case.text[span.start : span.end] for span in case.spans] == ["ghp_1", "5.6.7.8"]


@pytest.mark.parametrize("text", ["%%% no colon\nx\n", "\n%%% a: b\n⟦name:x⟧\n"])
def test_bad_cases_are_named_by_line(text):
    with pytest.raises(UsageError) as error:
        parse_cases(text, file="f.txt")
    assert str(error.value).startswith(f"f.txt:{text[: text.index('%%%')].count(chr(10)) + 1}:")


def test_scores_count_what_they_say():
    case = Case("", "", "0123456789", (Span(0, 4, "key"), Span(6, 8, "ip")))
    found = [Span(3, 5, "key"), Span(8, 9, "ip"), Span(6, 7, "password")]
    scores = score([case], lambda _: found)
    assert (scores["key"].precision, scores["key"].recall, scores["key"].whole) == (1, 1, 0)
    assert (scores["ip"].precision, scores["ip"].recall) == (0, 0)
    assert (scores["password"].precision, scores["email"].recall) == (0, 1)


def test_a_kind_may_answer_for_another():
    case = Case("", "", "0123456789", (Span(0, 4, "password"),))
    scores = score([case], lambda _: [Span(0, 4, "key")], also=("key", "password"))
    assert scores["key"].precision == 1
    assert scores["password"].recall == 1
