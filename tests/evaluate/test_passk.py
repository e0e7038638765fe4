"""pass@k against exact combinatorics, and the refusals."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.errors import UsageError
from newtongue.evaluate.passk import pass_at_k


@pytest.mark.parametrize(
    ("n", "c", "k", "rate"),
    [
        (5, 2, 1, 0.4),
        (5, 2, 2, 0.7),  # 1 - C(3,2)/C(5,2) = 1 - 3/10
        (5, 2, 4, 1.0),  # four of five always hold one of the two
        (20, 0, 10, 0.0),
        (20, 20, 1, 1.0),
        (1, 0, 1, 0.0),
        (1, 1, 1, 1.0),
    ],
)
def test_closed_forms(n: int, c: int, k: int, rate: float) -> None:
    assert float(pass_at_k(n, c, k)) == pytest.approx(rate, abs=1e-15)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(*[st.integers(0, n)] * 2, st.just(n))))
def test_exact_combinatorics(drawn: tuple[int, int, int]) -> None:
    c, k, n = drawn
    k = max(k, 1)
    exact = 1 - Fraction(math.comb(n - c, k), math.comb(n, k))
    assert float(pass_at_k(n, c, k)) == pytest.approx(float(exact), abs=1e-13)


@given(st.integers(1, 40), st.data())
def test_more_draws_and_more_passes_never_hurt(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n))
    rates = pass_at_k([n] * (n + 1), range(n + 1), k)
    assert np.all(np.diff(rates) >= 0)
    assert rates[0] == 0.0
    assert rates[-1] == 1.0


def test_large_counts_stay_finite() -> None:
    rates = pass_at_k([100_000, 100_000], [1, 99_999], 100)
    assert rates == pytest.approx([0.001, 1.0], rel=1e-9)


def test_an_average_over_all_draws() -> None:
    """The estimator is unbiased: drawing n from a coin and estimating gives 1 - (1-p)^k."""
    n, k, p = 7, 3, 0.3
    weights = [math.comb(n, c) * p**c * (1 - p) ** (n - c) for c in range(n + 1)]
    mean = float(np.dot(weights, pass_at_k([n] * (n + 1), range(n + 1), k)))
    assert mean == pytest.approx(1 - (1 - p) ** k, abs=1e-12)


def test_arrays_keep_their_shape() -> None:
    assert pass_at_k([[4, 4], [2, 8]], [[1, 2], [1, 2]], 1).tolist() == [[0.25, 0.5], [0.5, 0.25]]
    assert pass_at_k([], [], 1).shape == (0,)


@pytest.mark.parametrize(("n", "k"), [([20], 100), ([200, 30], 100), ([5], 0), ([5], -1)])
def test_k_that_has_no_estimate_is_refused(n: list[int], k: int) -> None:
    """MultiPL-E answers 1.0 for pass@100 of 20 completions, none of which passed."""
    with pytest.raises(UsageError, match="k") as caught:
        pass_at_k(n, [0] * len(n), k)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("n", "c"), [([5], [6]), ([5], [-1]), ([5, 5], [1])])
def test_impossible_counts(n: list[int], c: list[int]) -> None:
    with pytest.raises(ValueError, match=r"c must lie|shape"):
        pass_at_k(n, c, 1)
