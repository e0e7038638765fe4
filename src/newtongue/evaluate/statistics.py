"""Error bars over problems: bootstrap intervals, paired differences and a paired test.

The problem is the unit that is drawn anew: completions of one problem stand or fall together, so
counting each of them would make intervals too narrow. Seeded, and the order of the values does
not matter. It knows numbers only, neither verdicts nor benchmarks.

Where fewer than FEW problems differ from the commonest value, the bootstrap has too little to draw
from: with none it would answer an interval of no width, and "0 of 20" would look certain. There
the interval is widened to hold a closed form as well: Wilson's for a mean, Agresti and Min's
for a paired difference (2005, "Simple improved confidence intervals for comparing matched
proportions"; two pseudo-pairs are added).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

RESAMPLES = 10_000
LEVEL = 0.95
FEW = 10
"""Problems that must differ from the commonest value before the bootstrap stands alone."""

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between its bounds."""

    estimate: float
    low: float
    high: float


def mean_interval(
    values: npt.ArrayLike,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval | None:
    """The mean of one value in [0, 1] a problem, with its percentile bootstrap interval.

    None where there is no problem: there is then nothing to estimate. Near-degenerate values are
    widened by Wilson's interval (see the head of this file).
    """
    array = _vector(values)
    if not array.size:
        return None
    if array.min() < 0 or array.max() > 1:
        raise ValueError("values must lie in [0, 1]")
    levels, counts = _levels(array)
    mean = _mean(levels, counts)
    low, high = _percentiles(levels, counts, level=level, resamples=resamples, seed=seed)
    if _few(counts):
        wide_low, wide_high = wilson(mean, array.size, level=level)
        low, high = min(low, wide_low), max(high, wide_high)
    return _interval(mean, low, high, least=0.0)


def paired_difference(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval | None:
    """The mean of `after - before`, problem by problem, with its percentile bootstrap interval.

    Both hold one value in [0, 1] for each problem, in the same order. None where there is no
    problem. Near-degenerate differences are widened (see the head of this file).
    """
    differences = _differences(before, after)
    if not differences.size:
        return None
    levels, counts = _levels(differences)
    mean = _mean(levels, counts)
    low, high = _percentiles(levels, counts, level=level, resamples=resamples, seed=seed)
    if _few(counts):
        wide_low, wide_high = _agresti_min(levels, counts, level)
        low, high = min(low, wide_low), max(high, wide_high)
    return _interval(mean, low, high, least=-1.0)


def paired_p(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> float:
    """Two-sided p of "which of the two came first does not matter": signs flipped at random.

    Exact where every difference has the same size, as with one completion a problem (that is the
    exact McNemar, or sign, test); else a share of `resamples` random flips, the observed one
    counted in, so it is never 0. 1.0 where no problem differs.
    """
    differences = _differences(before, after)
    differences = differences[differences != 0]
    sizes, counts = _levels(np.abs(differences))
    if not sizes.size:
        return 1.0
    if sizes.size == 1:
        return _sign_test(int(np.sum(differences > 0)), differences.size)
    observed = abs(math.fsum(differences))
    rng = np.random.default_rng(seed)
    plus = rng.binomial(counts, 0.5, size=(resamples, sizes.size))
    sums = np.abs((2 * plus - counts) @ sizes)
    # equal sums must count as equal however their rounding fell out
    as_far = int(np.sum(sums >= observed - 1e-9))
    return (1 + as_far) / (1 + resamples)


def wilson(rate: float, n: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a rate over n problems.

    For values other than 0 and 1 it is wider than it need be: no value in [0, 1] varies more than
    a coin with the same mean.
    """
    z2 = _z(level) ** 2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * rate * (1 - rate) / n + z2 * z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _vector(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"one value a problem, not shape {array.shape}")
    if not np.all(np.isfinite(array)):
        raise ValueError("values must be finite")
    return array


def _differences(before: npt.ArrayLike, after: npt.ArrayLike) -> Floats:
    first, second = _vector(before), _vector(after)
    if first.shape != second.shape:
        raise ValueError(f"{first.size} problems before, {second.size} after")
    if first.size and (min(first.min(), second.min()) < 0 or max(first.max(), second.max()) > 1):
        raise ValueError("values must lie in [0, 1]")
    # 0.3 - 0.1 and 0.4 - 0.2 are one difference, not two that rounding tells apart
    return np.round(second - first, 12)


def _levels(values: Floats) -> tuple[Floats, Counts]:
    """The different values, ascending, and how often each occurs."""
    levels, counts = np.unique(values, return_counts=True)
    return levels, counts.astype(np.int64)


def _few(counts: Counts) -> bool:
    return int(counts.sum() - counts.max()) < FEW


def _mean(levels: Floats, counts: Counts) -> float:
    return math.fsum(levels * counts) / int(counts.sum())


def _percentiles(
    levels: Floats, counts: Counts, *, level: float, resamples: int, seed: int
) -> tuple[float, float]:
    """Bounds of the bootstrap's means. Drawing N problems with replacement is drawing the counts
    of their values from a multinomial, which needs no array of resamples x problems."""
    if levels.size == 1:
        return float(levels[0]), float(levels[0])
    n = int(counts.sum())
    rng = np.random.default_rng(seed)
    means = rng.multinomial(n, counts / n, size=resamples) @ levels / n
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def _agresti_min(levels: Floats, counts: Counts, level: float) -> tuple[float, float]:
    """Two pseudo-pairs: one that does not differ, half a gain and half a loss."""
    n = int(counts.sum()) + 2
    mean = math.fsum(levels * counts) / n
    variance = (math.fsum(levels**2 * counts) + 1) / n - mean**2
    half = _z(level) * math.sqrt(variance / n)
    return mean - half, mean + half


def _interval(mean: float, low: float, high: float, *, least: float) -> Interval:
    return Interval(mean, max(least, min(low, mean)), min(1.0, max(high, mean)))


def _sign_test(plus: int, n: int) -> float:
    extreme = max(plus, n - plus)
    tail = sum(math.comb(n, i) for i in range(extreme, n + 1))
    return min(1.0, 2 * tail / (1 << n))


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
