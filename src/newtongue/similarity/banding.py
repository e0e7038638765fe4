"""How many bands of how many rows find the pairs at a threshold (locality-sensitive hashing).

Two signatures of Jaccard index s agree in a band of r lanes with chance s^r, and in at least one of
b bands, which makes the pair a candidate, with chance 1 - (1 - s^r)^b (Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, section 3.4).
"""

from __future__ import annotations

from functools import cache

SLACK = 0.05
"""Above the threshold by so much, a pair must be a candidate; half of what is left below 1."""
CHANCE = 0.995
"""With this chance at least; what is more costs a little time, not precision, since
every candidate is verified."""


def candidate_chance(similarity: float, bands: int, rows: int) -> float:
    """The chance that a pair of this Jaccard index is a candidate."""
    miss: float = 1 - similarity**rows
    return 1 - miss**bands


def sure(threshold: float) -> float:
    """The Jaccard index from which on pairs must be candidates."""
    return threshold + min(SLACK, (1 - threshold) / 2)


@cache
def banding(threshold: float, permutations: int = 256) -> tuple[int, int]:
    """(bands, rows): the most rows, and as many bands of them as there are permutations for, with
    which a pair at `sure(threshold)` is a candidate with chance CHANCE.

    More rows mean fewer false candidates; more bands miss less. 42 bands of 6 rows at 0.7.
    """
    best = permutations, 1
    for rows in range(1, permutations + 1):
        bands = permutations // rows
        if candidate_chance(sure(threshold), bands, rows) >= CHANCE:
            best = bands, rows
    return best
