"""Which items of a data set are taken, and on which side of the split each stands.

Everything goes by hashes of ids and a seed: order of arrival, shards and workers can't matter, a
larger budget takes all that a smaller one took, and a rerun takes the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from newtongue.recipes import Group

SPLITS = ("train", "validation", "test")


class Sample(Group):
    """How much of each language is taken."""

    unit: Literal["tokens", "items"] = "tokens"
    """What budgets count: lexical tokens (words and single signs; a recipe's `tokenizer` gives its
    own), or files, functions or pairs."""
    budget: int | None = Field(default=None, ge=1)
    """For all languages together; None: everything."""
    per_language: dict[str, int] = Field(default_factory=dict)
    """For single languages; these take no part in the distribution."""
    distribution: Literal["natural", "balanced", "capped"] = "natural"
    """`natural`: as what there is; `balanced`: the same of each, as far as there is enough;
    `capped`: natural, but at most `cap` of each."""
    cap: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.distribution == "capped") != (self.cap is not None):
            raise ValueError("`cap` belongs to the distribution capped, which needs it")
        if self.distribution == "balanced" and self.budget is None:
            raise ValueError("the distribution balanced needs a budget")
        return self


class Split(Group):
    """Which share of the tokens is set aside. The unit is a repository, with all repositories that
    near-duplicate clusters tie to it, so that no cluster stands on both sides."""

    validation: float = Field(default=0.01, ge=0, lt=1)
    test: float = Field(default=0.01, ge=0, lt=1)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.validation + self.test >= 1:
            raise ValueError("validation and test leave nothing to train on")
        return self


@dataclass(frozen=True, slots=True)
class Item:
    """What drawing has to know of a file, a function or a pair."""

    id: str
    language: str
    repository: str
    clusters: tuple[str, ...]
    """The near-duplicate clusters that it is in."""
    tokens: int
    file: str = ""
    """The file that it stood in: functions of one file bring the same helpers along."""


def sample(items: Sequence[Item], settings: Sample, seed: int = 0) -> set[str]:
    """The ids that are taken: of each language in the order of their hashes, until its budget is
    reached. The last one may go beyond it.
    """
    available: dict[str, int] = defaultdict(int)
    for item in items:
        available[item.language] += _size(item, settings)
    left = budgets(available, settings)
    taken = set()
    for item in sorted(items, key=lambda item: (_draw(seed, item.id), item.id)):
        if left[item.language] > 0:
            left[item.language] -= _size(item, settings)
            taken.add(item.id)
    return taken


def budgets(available: Mapping[str, int], settings: Sample) -> dict[str, int]:
    """How much of each language is to be taken, in the unit of the settings."""
    named = {
        language: min(available[language], settings.per_language[language])
        for language in available
        if language in settings.per_language
    }
    rest = {language: size for language, size in available.items() if language not in named}
    if settings.cap is not None:
        rest = {language: min(size, settings.cap) for language, size in rest.items()}
    if settings.budget is None or settings.budget >= sum(rest.values()):
        return named | rest
    if settings.distribution == "balanced":
        return named | _level(rest, settings.budget)
    return named | _proportional(rest, settings.budget)


def _proportional(sizes: Mapping[str, int], budget: int) -> dict[str, int]:
    """Shares as the sizes; what rounding down leaves goes to the largest remainders."""
    total = sum(sizes.values())
    shares = {name: budget * size // total for name, size in sizes.items()}
    short = sorted(sizes, key=lambda name: (-(budget * sizes[name] % total), name))
    for name in short[: budget - sum(shares.values())]:
        shares[name] += 1
    return shares


def _level(sizes: Mapping[str, int], budget: int) -> dict[str, int]:
    """The same for each; what a small one has too little of goes to the others."""
    shares: dict[str, int] = {}
    waiting = sorted(sizes, key=lambda name: (sizes[name], name))
    for at, name in enumerate(waiting):
        shares[name] = min(sizes[name], budget // (len(waiting) - at))
        budget -= shares[name]
    return shares


def split(items: Sequence[Item], settings: Split, seed: int = 0) -> dict[str, str]:
    """The split of each id. Groups of repositories go, in the order of their hashes, to test and
    then to validation while they fit there, else to train.
    """
    total = sum(item.tokens for item in items)
    room = {
        "test": int(settings.test * total),
        "validation": int(settings.validation * total),
    }
    side: dict[str, str] = {}
    for group in _groups(items, seed):
        size = sum(item.tokens for item in group)
        name = next((name for name, left in room.items() if size <= left), "train")
        if name in room:
            room[name] -= size
        side |= dict.fromkeys((item.id for item in group), name)
    return side


def _groups(items: Sequence[Item], seed: int) -> Iterable[list[Item]]:
    """Items that must not be parted, in the order of their hashes."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        root = name
        while (up := parent.setdefault(root, root)) != root:
            root = up
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    def names(item: Item) -> list[str]:
        found = [f"cluster {cluster}" for cluster in item.clusters]
        found += [f"repository {item.repository}"] if item.repository else []
        found += [f"file {item.file}"] if item.file else []
        return found or [f"item {item.id}"]

    for item in items:
        first, *more = (find(name) for name in names(item))
        for other in more:
            parent[max(first, other)] = min(first, other)
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[find(names(item)[0])].append(item)
    keyed = {
        min((_draw(seed, item.id), item.id) for item in group): group for group in groups.values()
    }
    return [keyed[key] for key in sorted(keyed)]


def _size(item: Item, settings: Sample) -> int:
    return item.tokens if settings.unit == "tokens" else 1


def _draw(seed: int, name: str) -> bytes:
    return hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=8).digest()
