"""Error bars: coverage by simulation, closed forms, degenerate values, and the paired test."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newtongue.evaluate.statistics import (
    Interval,
    mean_interval,
    paired_difference,
    paired_p,
    wilson,
)

RATES = st.lists(st.integers(0, 20).map(lambda c: c / 20), min_size=1, max_size=60)


def interval(values: object, **settings: int) -> Interval:
    found = mean_interval(values, **settings)  # type: ignore[arg-type]
    assert found is not None
    return found


def difference(before: object, after: object, **settings: int) -> Interval:
    found = paired_difference(before, after, **settings)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("truth", [0.01, 0.03, 0.1, 0.3, 0.5, 0.9, 0.99])
def test_coverage_of_one_completion_a_problem(truth: float) -> None:
    rng = np.random.default_rng(7)
    trials, problems = 600, 161
    hits = 0
    for seed in range(trials):
        values = (rng.random(problems) < truth).astype(float)
        found = interval(values, resamples=1000, seed=seed)
        hits += found.low <= truth <= found.high
    # 600 trials: one standard error is 0.9 points; rare ends are wider than need be, not narrower
    assert 0.925 <= hits / trials <= (0.975 if 0.1 <= truth <= 0.9 else 1.0)


def test_coverage_of_many_completions_a_problem() -> None:
    """Hard and easy problems, 20 completions each: the problems are what varies."""
    rng = np.random.default_rng(11)
    truth = 0.5 / (0.5 + 1.5)
    hits = 0
    for seed in range(600):
        rates = rng.beta(0.5, 1.5, size=161)
        values = rng.binomial(20, rates) / 20
        found = interval(values, resamples=1000, seed=seed)
        hits += found.low <= truth <= found.high
    assert 0.92 <= hits / 600 <= 0.98


def test_counting_completions_as_problems_would_not_cover() -> None:
    """The broken twin: a bootstrap over completions is far too narrow."""
    rng = np.random.default_rng(11)
    hits = 0
    for seed in range(200):
        rates = rng.beta(0.5, 1.5, size=161)
        passes = rng.binomial(20, rates)
        values = np.repeat([0.0, 1.0], [161 * 20 - passes.sum(), passes.sum()])
        found = interval(values, resamples=1000, seed=seed)
        hits += found.low <= 0.25 <= found.high
    assert hits / 200 < 0.7


def test_coverage_of_a_paired_difference() -> None:
    rng = np.random.default_rng(3)
    hits = 0
    for seed in range(600):
        shared = rng.random(240)
        before, after = (shared < 0.30).astype(float), (shared < 0.36).astype(float)
        flip = rng.random(240) < 0.1
        after = np.where(flip, 1 - after, after)
        truth = 0.9 * 0.36 + 0.1 * 0.64 - 0.30
        found = difference(before, after, resamples=1000, seed=seed)
        hits += found.low <= truth <= found.high
    assert 0.92 <= hits / 600 <= 0.98


def test_the_width_is_the_normal_one_where_there_is_much_data() -> None:
    values = np.tile([0.0, 0.0, 1.0], 400)
    found = interval(values, resamples=40_000)
    half = 1.96 * math.sqrt((1 / 3) * (2 / 3) / 1200)
    assert found.estimate == pytest.approx(1 / 3)
    assert found.low == pytest.approx(1 / 3 - half, abs=0.001)
    assert found.high == pytest.approx(1 / 3 + half, abs=0.001)


def test_pairing_narrows_correlated_data_and_not_independent_data() -> None:
    rng = np.random.default_rng(5)
    hard = rng.random(240)
    before = rng.binomial(20, hard) / 20
    after = rng.binomial(20, np.clip(hard + 0.05, 0, 1)) / 20
    separate = math.hypot(*(i.high - i.low for i in (interval(before), interval(after))))
    paired = difference(before, after)
    assert paired.high - paired.low < 0.4 * separate
    assert paired.low > 0  # only the paired interval shows the gain
    assert interval(after).low < interval(before).high
    shuffled = difference(before, rng.permutation(after))
    assert shuffled.high - shuffled.low == pytest.approx(separate, rel=0.15)


@pytest.mark.parametrize("value", [0.0, 1.0, 0.5])
@pytest.mark.parametrize("n", [1, 20, 240])
def test_equal_values_keep_a_width(value: float, n: int) -> None:
    found = interval([value] * n)
    assert (found.low, found.high) == pytest.approx(wilson(value, n))
    assert found.low <= value <= found.high
    assert found.high - found.low > 3 / (n + 4)  # about the rule of three


def test_one_success_does_not_lower_the_upper_bound() -> None:
    highs = [interval([1.0] * passed + [0.0] * (161 - passed)).high for passed in range(10)]
    assert highs == sorted(highs)


def test_wilson_closed_form() -> None:
    z2 = 1.959963985**2
    assert wilson(0.0, 100) == pytest.approx((0.0, z2 / (100 + z2)))
    assert wilson(1.0, 100) == pytest.approx((100 / (100 + z2), 1.0))
    low, high = wilson(0.5, 100)
    assert (low + high) / 2 == pytest.approx(0.5)
    assert wilson(0.5, 100, level=0.5)[0] > low


def test_no_problem_has_no_interval() -> None:
    assert mean_interval([]) is None
    assert paired_difference([], []) is None
    assert paired_p([], []) == 1.0


def test_no_difference_seen_is_not_a_difference_of_zero() -> None:
    found = difference([0.0] * 200 + [1.0] * 40, [0.0] * 200 + [1.0] * 40)
    assert found.estimate == 0
    assert found.low == pytest.approx(-found.high)
    assert 0.005 < found.high < 0.02


@pytest.mark.parametrize(("gains", "shown"), [(3, False), (4, False), (6, True), (12, True)])
def test_a_handful_of_gains_is_not_shown(gains: int, shown: bool) -> None:
    """A bare bootstrap calls four gains of 240 an effect; the exact sign test says p = .125."""
    after = [1.0] * gains + [0.0] * (240 - gains)
    found = difference([0.0] * 240, after)
    assert (found.low > 0) is shown


def test_a_total_gain_stays_in_its_range() -> None:
    found = difference([0.0] * 50, [1.0] * 50)
    assert found.estimate == found.high == 1.0
    assert 0.85 < found.low < 1.0


@settings(deadline=None, max_examples=30)
@given(RATES, st.integers(0, 3), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_bounds_hold(
    values: list[float], seed: int, random: object
) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = interval(values, resamples=500, seed=seed)
    assert found == interval(shuffled, resamples=500, seed=seed)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.estimate == pytest.approx(np.mean(values))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(*[st.integers(0, 5).map(lambda c: c / 5)] * 2), min_size=1, max_size=40))
def test_a_difference_turned_round_changes_its_sign(pairs: list[tuple[float, float]]) -> None:
    before, after = zip(*pairs, strict=True)
    there, back = difference(before, after), difference(after, before)
    assert there.estimate == pytest.approx(-back.estimate)
    # other draws, equal distribution
    assert there.low == pytest.approx(-back.high, abs=0.05)
    assert paired_p(before, after) == pytest.approx(paired_p(after, before), abs=0.03)


@pytest.mark.parametrize(
    ("gains", "losses", "p"),
    [(0, 0, 1.0), (5, 0, 2 / 32), (10, 0, 2 / 1024), (3, 3, 1.0), (1, 0, 1.0), (9, 1, 22 / 1024)],
)
def test_greedy_p_is_the_exact_sign_test(gains: int, losses: int, p: float) -> None:
    before = [0.0] * gains + [1.0] * losses + [0.0] * 30
    after = [1.0] * gains + [0.0] * losses + [0.0] * 30
    assert paired_p(before, after) == pytest.approx(p)


def test_random_flips_agree_with_all_flips() -> None:
    before = np.array([0.2, 0.4, 0.0, 0.6, 0.2, 0.8, 0.0, 0.4, 0.6, 0.2])
    after = np.array([0.4, 0.8, 0.2, 0.4, 0.6, 1.0, 0.6, 0.4, 0.8, 0.6])
    differences = after - before
    observed = abs(differences.sum()) - 1e-9
    flips = itertools.product([-1, 1], repeat=10)
    exact = np.mean([abs(np.dot(signs, differences)) >= observed for signs in flips])
    assert paired_p(before, after, resamples=50_000) == pytest.approx(exact, abs=0.006)


def test_p_is_uniform_without_an_effect() -> None:
    rng = np.random.default_rng(2)
    rates = rng.random((300, 60))
    ps = [
        paired_p(rng.binomial(5, row) / 5, rng.binomial(5, row) / 5, resamples=400) for row in rates
    ]
    assert 0.02 <= np.mean(np.array(ps) <= 0.05) <= 0.09


@pytest.mark.parametrize("values", [[1.5], [-0.1], [math.nan], [[0.5]]])
def test_values_that_are_not_rates(values: object) -> None:
    with pytest.raises(ValueError, match=r"value"):
        interval(values)


def test_pairs_need_partners() -> None:
    with pytest.raises(ValueError, match="2 problems before, 1 after"):
        paired_difference([0, 1], [0])
