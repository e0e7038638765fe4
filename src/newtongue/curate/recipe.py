"""What a curation recipe may say. The stage that follows it is in stage.py."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from newtongue.curate.collect.settings import Rules, Source
from newtongue.curate.decontaminate.settings import Decontaminate
from newtongue.curate.draw import Sample, Split
from newtongue.curate.extract.settings import Check, Extract, Pairs
from newtongue.curate.filters.settings import Filters
from newtongue.curate.licence import Policy
from newtongue.curate.near_dedup import NearDedup
from newtongue.curate.pii.settings import Pii
from newtongue.recipes import Recipe


class CurateRecipe(Recipe):
    """Real code in; clean, licensed, traceable training data out.

    The steps stand in the order in which files pass them. A step that is null is left out.
    """

    model_config = ConfigDict(use_attribute_docstrings=True)

    stage: Literal["curate"] = "curate"
    sources: list[Source] = Field(min_length=1)
    collect: Rules
    optout: list[str] = Field(default_factory=list)
    """Files that list repositories, owners and hashes whose owners do not want to be trained on."""
    licence: Policy | None = Policy()
    filters: Filters | None = Filters()
    near_dedup: NearDedup | None = NearDedup()
    """Exact copies go with it."""
    decontaminate: Decontaminate | None = Decontaminate()
    pii: Pii | None = Pii()
    extract: Extract | None = None
    """Functions in place of files."""
    check: Check | None = Check()
    """The type check of extracted functions."""
    function_dedup: NearDedup | None = None
    """Near-duplicates among extracted functions; the same function twice goes in any case."""
    pairs: Pairs | None = None
    """Code paired with its tests, in place of files."""
    sample: Sample | None = None
    split: Split | None = Split()
    """null: everything is to train on."""
    tokenizer: str | None = None
    """The tokenizer (a folder, owner/name or owner/name@revision) that tokens are counted with;
    null counts words and single signs."""
    limit: int | None = Field(default=None, ge=1)
    """Only the first so many files that pass collecting, opt-out, licence and filters."""
    shard_bytes: int = Field(default=32_000_000, ge=1)
    """How much of the sources one task reads, about: what a kill can cost."""
    seed: int = 0
    """Of everything drawn that has no seed of its own."""
    workers: int | None = Field(default=None, ge=1)
    """Processes (here) at one time; by default one for each processor."""
    engine: Literal["local", "ray"] = "local"
    ray_address: str = "auto"

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.extract is None and self.function_dedup is not None:
            raise ValueError("function_dedup needs `extract`")
        if self.extract is not None and self.pairs is not None:
            raise ValueError("pairs and extract each stand in place of files: name one of them")
        capped = {} if self.sample is None else self.sample.per_language
        if other := sorted(set(capped) - set(self.collect.languages)):
            there = ", ".join(self.collect.languages)
            raise ValueError(f"sample.per_language: {other[0]!r} is not collected ({there} is)")
        return self
