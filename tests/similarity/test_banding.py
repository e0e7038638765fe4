"""Bands and rows for a threshold."""

from __future__ import annotations

import numpy as np
import pytest

from newtongue.similarity.banding import CHANCE, banding, candidate_chance, sure

THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_pairs_above_the_threshold_are_candidates(threshold: float) -> None:
    bands, rows = banding(threshold)
    assert bands * rows <= 256
    assert candidate_chance(sure(threshold), bands, rows) >= CHANCE >= 0.99
    assert candidate_chance(sure(threshold), 256 // (rows + 1), rows + 1) < CHANCE


def test_the_usual_threshold() -> None:
    assert banding(0.7) == (42, 6)
    assert sure(0.7) == pytest.approx(0.75)
    assert candidate_chance(0.3, *banding(0.7)) < 0.04


def test_the_chance_is_what_happens() -> None:
    """Coins in place of lanes: a pair of index s agrees in each lane with chance s."""
    draw = np.random.default_rng(5)
    for similarity in (0.3, 0.5, 0.6):
        lanes = draw.random((20_000, 42, 6)) < similarity
        seen = lanes.all(axis=2).any(axis=1).mean()
        expected = candidate_chance(similarity, 42, 6)
        error = (expected * (1 - expected) / 20_000) ** 0.5
        assert abs(seen - expected) < 4 * error
