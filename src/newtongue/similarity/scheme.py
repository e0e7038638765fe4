"""How texts are signed: the settings that signatures depend on, and the permutations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
"""Of the bits of signatures, shingles and keys: tests hold them; a change is a new number."""
MOST_GRAM = 16
_ALL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Scheme:
    """How texts are signed."""

    bands: int
    rows: int
    """A band is so many lanes; texts are candidates when all lanes of some band are equal."""
    permutations: int = 256
    gram: int = 5
    seed: int = 1

    def __post_init__(self) -> None:
        if self.permutations % 4 or not 0 < self.bands * self.rows <= self.permutations:
            raise ValueError("bands * rows must fit into permutations, a multiple of 4")
        if not 1 <= self.gram <= MOST_GRAM:
            raise ValueError(f"a shingle has 1 to {MOST_GRAM} tokens")


@cache
def permutations(count: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Odd multipliers and masks of `count` groups of four permutations of 32 bits: x * multiplier,
    that with the bits of the mask flipped, and both with all bits flipped.

    A permutation's least value is read off a product that four share, at a different place of it,
    so that lanes of a group hang together no more than a draw without replacement does, and cost
    half as much. From SplitMix64 (Steele, Lea and Flood, 2014): no library's generator is part of
    the format.
    """
    drawn = []
    state = seed & _ALL
    for _ in range(2 * count):
        state = (state + 0x9E3779B97F4A7C15) & _ALL
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _ALL
        drawn.append((mixed ^ (mixed >> 31)) >> 32)
    words = np.array(drawn, np.uint32)
    return words[:count] | np.uint32(1), words[count:].copy()
