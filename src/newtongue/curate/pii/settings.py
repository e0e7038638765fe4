"""What a recipe may say of personal data and secrets."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from newtongue.curate.pii.span import KINDS, Kind
from newtongue.recipes import Group

LABELS: dict[str, Kind] = {
    "email": "email",
    "ip_address": "ip",
    "key": "key",
    "password": "password",
    "username": "username",
}


class Ner(Group):
    """A model that marks personal data in text: token classification of transformers."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    model: str
    """A folder, or a name on the hub, such as bigcode/starpii (its weights are gated)."""
    revision: str | None = None
    """Of the hub; by default the newest."""
    threshold: float = Field(default=0.8, ge=0, le=1)
    """The least probability of a mark."""
    labels: dict[str, Kind] = Field(default=LABELS)
    """The model's labels (without B-, I-; in lower case) and the kinds that they are. Others, such
    as names of people, are passed over."""


class Pii(Group):
    """Personal data and secrets: what is looked for, how, and what becomes of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    kinds: list[Kind] = Field(default=list(KINDS), min_length=1)
    action: Literal["redact", "drop"] = "redact"
    """Replace each value by another of its shape, or leave the whole file out."""
    detector: Literal["rules", "rules+detect-secrets"] = "rules"
    """Yelp's detect-secrets finds a few more keys, takes many harmless values for keys (half of
    what it finds in our cases), and is about a thousand times slower."""
    ner: Ner | None = None
    """A model beside the rules."""
    seed: int = 0
    """The same value gets the same replacement under the same seed, in all files. Without the seed
    nobody can tell which value stood there; one that was published should not be used again."""
