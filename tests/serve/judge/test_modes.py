"""Strict mode and partial credit: who may ask for them, and that no mode answers for another."""

from __future__ import annotations

import asyncio
import json
from itertools import product
from typing import Any

import pytest

from newtongue import languages
from newtongue.judge import Program
from newtongue.serve.judge.answers import Refusal, Row
from newtongue.serve.judge.items import Asked, prepare
from newtongue.serve.judge.problems import Library
from newtongue.serve.judge.service import Service
from newtongue.serve.judge.settings import Settings
from tests.serve.judge.scripted import CASES, TESTS, Script, item, problem

USUAL = Settings()
MODES = [
    {"strict": strict, "partial_credit": partial}
    for strict, partial in product((False, True), repeat=2)
]
OWN = {"language": "lua", "output_text": "return x + x end"}
BY_TESTS = {**OWN, "prompt": "function f(x)\n", "tests": TESTS}
WITHOUT = next(key for key in languages.names() if key not in languages.strict_names())


def asked(*items: dict[str, Any], **batch: Any) -> list[Asked]:
    body = json.dumps({"items": items, **batch}).encode()
    return prepare(body, Library(USUAL), USUAL)


def modes(one: Asked) -> tuple[bool, bool]:
    """What the item's program is, which its identity must say, too."""
    assert one.program
    found = one.program.strict is not None, one.program.partial
    assert found == (one.identity.strict, one.identity.partial)
    return found


def refused(*items: dict[str, Any], **batch: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        asked(*items, **batch)
    return found.value


@pytest.mark.usefixtures("script")
def test_nobody_is_judged_in_a_mode_that_was_not_asked_for() -> None:
    plain, null = asked(item(), item(strict=None, partial_credit=None))
    assert modes(plain) == modes(null) == (False, False)
    assert plain.identity == null.identity


@pytest.mark.usefixtures("script")
def test_the_batch_says_it_for_items_that_do_not() -> None:
    items = [item(), item(strict=False), item(partial_credit=False), item(**MODES[0])]
    found = asked(*items, strict=True, partial_credit=True)
    assert list(map(modes, found)) == [(True, True), (False, True), (True, False), (False, False)]
    own = [modes(one) for one in asked(*(item(**mode) for mode in MODES))]
    assert own == [(False, False), (False, True), (True, False), (True, True)]


@pytest.mark.usefixtures("script")
def test_a_program_of_strict_mode_holds_nothing_of_what_is_expected() -> None:
    cases = [{"args": [2], "expected": 123454321}]
    own = {**OWN, "problem": problem(cases=cases)}
    plain, strict = (one.program for one in asked(own, {**own, "strict": True}))
    assert plain
    assert strict
    assert "123454321" in plain.text
    assert "123454321" not in strict.text


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize("key", languages.names())
def test_each_mode_of_a_language_has_an_identity_of_its_own(key: str) -> None:
    possible = [mode for mode in MODES if key in languages.strict_names() or not mode["strict"]]
    own = {"language": key, "output_text": "", "problem": problem()}
    found = asked(*({**own, **mode} for mode in possible))
    assert len({one.identity for one in found}) == len(possible)
    plain, partial = (one.program for one in found[:2])
    assert plain
    assert partial
    assert plain.sha256 != partial.sha256


@pytest.mark.usefixtures("script")
def test_a_program_that_looks_like_one_of_another_mode_has_its_own_identity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who brings tests writes the end of a program's text, and so may choose what is hashed."""
    monkeypatch.setattr(Program, "sha256", "0" * 64)
    assert len({one.identity for one in asked(*(item(**mode) for mode in MODES))}) == len(MODES)


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize("everywhere", [False, True])
def test_a_language_without_strict_mode_is_refused_with_those_that_have_it(
    everywhere: bool,
) -> None:
    one = {"language": WITHOUT, "output_text": "", "problem": problem()}
    if everywhere:
        found = refused(item(), one, strict=True)
    else:
        found = refused(item(), {**one, "strict": True})
    assert (found.status, found.item, found.field) == (422, 1, "strict")
    assert "no strict mode for" in found.message
    assert all(key in str(found.hint) for key in languages.strict_names())
    assert len(asked(item(), {**one, "strict": False}, strict=True)) == 2


@pytest.mark.usefixtures("script")
def test_what_a_language_without_strict_mode_can_not_say_is_refused_all_the_same() -> None:
    """A mistake in the caller's code is one for every item, whatever its cases are."""
    big = problem(cases=[{"args": [2**70], "expected": 1}])
    one = {"language": WITHOUT, "output_text": "", "problem": big}
    assert asked(one)[0].program is None
    assert refused({**one, "strict": True}).field == "strict"


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize(
    "named", [{}, {"benchmark": "starter", "name": "starter_1_is_freezing"}, {"name": "mine"}]
)
def test_tests_of_its_own_are_refused_in_strict_mode(named: dict[str, str]) -> None:
    found = refused({**BY_TESTS, **named, "strict": True})
    assert (found.status, found.item, found.field) == (422, 0, "strict")
    assert "tests of the item's own" in found.message
    assert '"strict": false' in str(found.hint)


@pytest.mark.usefixtures("script")
def test_a_copy_of_our_tests_is_judged_strictly_by_its_problem() -> None:
    copy = {**item(), "prompt": "function f(x)\n", "tests": "newtongue", "strict": True}
    (one,) = asked(copy)
    assert modes(one) == (True, False)
    del copy["benchmark"]
    assert refused(copy).field == "benchmark"


@pytest.mark.usefixtures("script")
def test_tests_of_its_own_have_no_cases_to_count() -> None:
    plain, partial = asked(BY_TESTS, {**BY_TESTS, "partial_credit": True})
    assert modes(partial) == (False, False)
    assert partial.identity == plain.identity


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize("word", ["strict", "partial_credit"])
@pytest.mark.parametrize("value", [1, "true", [True], {}])
def test_a_mode_is_true_or_false(word: str, value: Any) -> None:
    found = refused(item(), item(**{word: value}))
    assert (found.status, found.item, found.field) == (422, 1, word)
    of_all = refused(item(), **{word: value})
    assert (of_all.status, of_all.item, of_all.field) == (422, None, word)
    assert refused(item(), **{word: None}).field == word


@pytest.mark.usefixtures("script")
def test_an_answer_too_long_for_strict_mode_is_told_with_its_item() -> None:
    long = problem(params=[], returns="str", cases=[{"args": [], "expected": "x" * 100_000}])
    one, two = asked(*({**OWN, "problem": long, "strict": strict} for strict in (True, False)))
    assert one.program is None
    assert one.unsupported == "an answer too long for strict mode"
    assert two.program


# -- as they are run -------------------------------------------------------------


def judged(script: Script, *batches: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of batches, submitted one after another to one service; each batch's by item."""

    async def run() -> list[list[dict[str, Any]]]:
        found = []
        async with Service(Settings(workers=2), script.pool) as service:
            for batch in batches:
                judgement = await service.submit(json.dumps({"items": batch}).encode())
                await judgement.wait(60)
                assert judgement.state == "done"
                rows = [json.loads(row) for row in judgement.rows]
                found.append(sorted(rows, key=lambda row: int(row["item"])))
        return found

    return asyncio.run(run())


def said(row: dict[str, Any]) -> tuple[str, int | None, int | None]:
    Row.model_validate(row)
    return row["outcome"], row["cases_passed"], row["cases"]


def test_equal_programs_in_different_modes_do_not_share_an_answer(script: Script) -> None:
    own = {**OWN, "output_text": "  @says end", "problem": problem(cases=CASES)}
    batch = [{**own, **mode} for mode in MODES]
    first, again = judged(script, batch, batch[::-1])
    assert list(map(said, first)) == [
        ("passed", None, None),
        ("passed", 3, 3),
        ("assertion", None, None),
        ("assertion", 1, 3),
    ]
    assert [row["reused"] for row in first] == [False] * 4
    assert len(script.ran) == 4
    assert list(map(said, again[::-1])) == list(map(said, first))
    assert [row["reused"] for row in again] == [True] * 4
    assert (first[3]["assertion"], first[3]["got"], first[3]["expected"]) == (1, "5", "6")


@pytest.mark.parametrize(
    ("word", "plain", "partial"),
    [
        ("@half", ("assertion", None, None), ("assertion", 2, 3)),
        ("right", ("passed", None, None), ("passed", 3, 3)),
        ("@exit", ("exit", None, None), ("exit", 0, 3)),
        ("@broken", ("infrastructure", None, None), ("infrastructure", None, None)),
        ("@boom", ("infrastructure", None, None), ("infrastructure", None, None)),
    ],
)
def test_cases_are_counted_where_that_was_asked_for_and_is_known(
    script: Script, word: str, plain: tuple[Any, ...], partial: tuple[Any, ...]
) -> None:
    own = {**OWN, "output_text": f"  {word} end", "problem": problem(cases=CASES)}
    (rows,) = judged(script, [own, {**own, "partial_credit": True}])
    assert list(map(said, rows)) == [plain, partial]


def test_a_row_without_a_program_or_cases_has_no_counts(script: Script) -> None:
    big = {**OWN, "problem": problem(cases=[{"args": [2**70], "expected": 1}])}
    items = [{**one, "partial_credit": True} for one in (big, BY_TESTS)]
    (rows,) = judged(script, items)
    assert list(map(said, rows)) == [(None, None, None), ("passed", None, None)]
