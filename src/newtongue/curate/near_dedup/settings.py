"""What may be said about near-deduplication."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from newtongue.recipes import Group
from newtongue.similarity import banding
from newtongue.similarity.scheme import MOST_GRAM, Scheme


class NearDedup(Group):
    """Which files are copies of others. Defaults: The Stack's and StarCoder's 5-grams, 256
    permutations and threshold 0.7; SantaCoder gained from removing more, by a lower threshold.
    """

    threshold: float = Field(default=0.7, ge=0.3, le=0.95)
    """The Jaccard index of the shingles from which on a file goes."""
    margin: float = Field(default=0.15, ge=0, le=1)
    """An estimate that is above the threshold by so much (over five standard errors at 0.7) is
    believed; below, the shingles themselves decide."""
    gram: int = Field(default=5, ge=1, le=MOST_GRAM)
    """Tokens of a shingle."""
    permutations: int = Field(default=256, ge=16, le=1024, multiple_of=4)
    """Lanes of a signature."""
    bands: int | None = Field(default=None, ge=1)
    rows: int | None = Field(default=None, ge=1)
    """Lanes of a band. By default `bands` and `rows` follow from the threshold: see
    similarity/banding.py."""
    least: int = Field(default=8, ge=1)
    """Files with fewer distinct shingles go only when they are exact copies."""
    exact: Literal["text", "white space"] = "text"
    """Exact copies are the same text, or the same but for white space."""
    seed: int = 1
    """Of the permutations."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.bands is None) != (self.rows is None):
            raise ValueError("give both bands and rows, or neither")
        bands, rows = self.banding
        if bands * rows > self.permutations:
            raise ValueError(f"{bands} bands of {rows} rows are more than the permutations")
        return self

    @property
    def banding(self) -> tuple[int, int]:
        """(bands, rows)."""
        if self.bands is not None and self.rows is not None:
            return self.bands, self.rows
        return banding.banding(self.threshold, self.permutations)

    @property
    def scheme(self) -> Scheme:
        """How texts are signed."""
        bands, rows = self.banding
        return Scheme(bands, rows, self.permutations, self.gram, self.seed)
