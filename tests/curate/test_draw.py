"""Sampling to a budget and splitting: counted, deterministic, and no cluster on both sides."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newtongue.curate.draw import Item, Sample, Split, budgets, sample, split

LANGUAGES = ("ada", "lua", "tcl")

items = st.lists(
    st.builds(
        Item,
        id=st.integers(0, 10**9).map(str),
        language=st.sampled_from(LANGUAGES),
        repository=st.sampled_from(("", "a", "b", "c", "d", "e")),
        clusters=st.sampled_from(((), (), ("x",), ("y",), ("z",), ("x", "v"))),
        tokens=st.integers(1, 50),
    ),
    unique_by=lambda item: item.id,
    max_size=60,
)


def taken(drawn: set[str], of: list[Item]) -> dict[str, int]:
    return {
        key: sum(i.tokens for i in of if i.id in drawn and i.language == key) for key in LANGUAGES
    }


@given(items, st.integers(1, 400), st.randoms(use_true_random=False))
def test_a_budget_is_reached_and_passed_by_less_than_one_item(
    of: list[Item], budget: int, chance: random.Random
) -> None:
    settings = Sample(budget=budget)
    drawn = sample(of, settings)
    there = {key: sum(i.tokens for i in of if i.language == key) for key in LANGUAGES}
    wanted = budgets({key: size for key, size in there.items() if size}, settings)
    assert sum(wanted.values()) == min(budget, sum(there.values()))
    for key, size in taken(drawn, of).items():
        largest = max((i.tokens for i in of if i.language == key and i.id in drawn), default=0)
        assert wanted.get(key, 0) <= size < wanted.get(key, 0) + max(largest, 1)
    chance.shuffle(of)
    assert sample(of, settings) == drawn


@given(items, st.integers(1, 200), st.integers(0, 200))
def test_a_larger_budget_takes_all_that_a_smaller_one_took(
    of: list[Item], budget: int, more: int
) -> None:
    one = [item for item in of if item.language == "lua"]
    assert sample(one, Sample(budget=budget)) <= sample(one, Sample(budget=budget + more))


def test_the_distributions() -> None:
    there = {"ada": 900, "lua": 90, "tcl": 10}
    assert budgets(there, Sample(budget=100)) == {"ada": 90, "lua": 9, "tcl": 1}
    balanced = Sample(budget=100, distribution="balanced")
    assert budgets(there, balanced) == {"ada": 45, "lua": 45, "tcl": 10}
    capped = Sample(distribution="capped", cap=100)
    assert budgets(there, capped) == {"ada": 100, "lua": 90, "tcl": 10}
    named = Sample(budget=50, per_language={"tcl": 4})
    assert budgets(there, named) == {"tcl": 4, "ada": 45, "lua": 5}
    assert budgets(there, Sample()) == there


def test_items_can_be_counted_in_place_of_tokens() -> None:
    of = [Item(str(n), "lua", "", (), 100) for n in range(20)]
    assert len(sample(of, Sample(unit="items", budget=7))) == 7


@given(items, st.floats(0, 0.4), st.floats(0, 0.4), st.randoms(use_true_random=False))
def test_no_repository_and_no_cluster_stands_on_both_sides(
    of: list[Item], validation: float, test: float, chance: random.Random
) -> None:
    settings = Split(validation=validation, test=test)
    sides = split(of, settings)
    assert set(sides) == {item.id for item in of}
    for name in ("repository", "cluster"):
        found: dict[str, set[str]] = {}
        for item in of:
            for value in item.clusters if name == "cluster" else filter(None, [item.repository]):
                found.setdefault(value, set()).add(sides[item.id])
        assert all(len(side) == 1 for side in found.values())
    total = sum(item.tokens for item in of)
    for side, share in (("validation", validation), ("test", test)):
        assert sum(i.tokens for i in of if sides[i.id] == side) <= share * total
    chance.shuffle(of)
    assert split(of, settings) == sides


def test_many_small_repositories_fill_the_shares_that_were_asked_for() -> None:
    of = [Item(str(n), "lua", f"r{n % 200}", (), 10) for n in range(2000)]
    sides = list(split(of, Split(validation=0.1, test=0.2)).values())
    assert sides.count("test") == 400
    assert sides.count("validation") == 200


def test_another_seed_draws_others() -> None:
    of = [Item(str(n), "lua", f"r{n}", (), 1) for n in range(100)]
    assert sample(of, Sample(budget=50)) != sample(of, Sample(budget=50), 1)
    assert split(of, Split(test=0.5)) != split(of, Split(test=0.5), 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Sample(distribution="capped"),
        lambda: Sample(cap=3),
        lambda: Sample(distribution="balanced"),
        lambda: Split(validation=0.5, test=0.5),
        lambda: Sample(budget=0),
    ],
)
def test_settings_that_contradict_one_another_are_refused(wrong) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError):
        wrong()
