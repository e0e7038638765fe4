"""The lists of lists.yaml, as sets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _lists() -> dict[str, str]:
    file = files("newtongue.curate.pii") / "lists.yaml"
    found: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def words(name: str) -> frozenset[str]:
    """The entries of one list."""
    return frozenset(_lists()[name].split())
