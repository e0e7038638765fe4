"""SPDX expressions: read, spelled, and decided against a list of allowed identifiers."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from newtongue.core.errors import MissingError


def all_of(expressions: list[str]) -> str:
    if len(expressions) == 1:
        return expressions[0]
    return " AND ".join(f"({said})" for said in expressions)


def both(one: str, other: str) -> str:
    """The licence of a text that is made of two; empty where either's is not known, or is free
    words.
    """
    if one == other:
        return one
    if canonical(one) is None or canonical(other) is None:
        return ""
    return " AND ".join(sorted({*_terms(one), *_terms(other)}))


def _terms(expression: str) -> list[str]:
    """What AND joins in an expression; one with an alternative is left whole."""
    if "(" in expression or re.search(r"\bor\b", expression, re.I):
        return [f"({expression})"]
    return expression.split(" AND ")


@lru_cache(maxsize=4096)
def canonical(said: str) -> str | None:
    """An SPDX expression in SPDX's own spelling; None where it is none."""
    parsed = _parsed(said)
    return None if parsed is None else str(parsed)


@lru_cache(maxsize=4096)
def permits(expression: str, allowed: frozenset[str]) -> bool:
    """Whether identifiers that are allowed make the expression allowed."""
    parsed = _parsed(expression)
    return parsed is not None and _permits(parsed, allowed)


def is_permissive(expression: str) -> bool:
    """Whether one may take code under it with the list of permissive licences alone."""
    return bool(expression) and permits(expression, permissive())


def _permits(node: Any, allowed: frozenset[str]) -> bool:
    licensing = _licensing()
    if isinstance(node, licensing.OR):
        return any(_permits(part, allowed) for part in node.args)
    if isinstance(node, licensing.AND):
        return all(_permits(part, allowed) for part in node.args)
    key = str(getattr(node, "license_symbol", node))
    later = key.removesuffix("-or-later") + "-only" if key.endswith("-or-later") else key
    return not allowed.isdisjoint((str(node), key, later))


def _parsed(said: str) -> Any:
    """The expression as the library's tree; None for what is no expression of known identifiers."""
    licensing = _licensing()
    if len(said) > 1000:
        return None
    try:
        parsed = licensing.parse(said)
        unknown = [] if parsed is None else licensing.unknown_license_keys(parsed)
    except Exception:  # its parser raises an IndexError for "()", and others
        return None
    return parsed if all(key.lower().startswith("licenseref-") for key in unknown) else None


@cache
def _licensing() -> Any:
    try:
        from license_expression import get_spdx_licensing
    except ImportError as error:
        raise MissingError(
            f"deciding licences needs the library license-expression ({error})",
            hint="pip install 'newtongue[curate]', or licence=null to go without",
        ) from None
    return get_spdx_licensing()


def is_id(said: str) -> bool:
    found = canonical(said)
    return found is not None and " OR " not in found and " AND " not in found


@cache
def permissive() -> frozenset[str]:
    """The identifiers in permissive.yaml, in the spelling of `canonical`."""
    text = Path(__file__).with_name("permissive.yaml").read_text(encoding="utf-8")
    tiers = yaml.safe_load(text)
    listed = (name for tier in tiers.values() if isinstance(tier, list) for name in tier)
    return frozenset(canonical(name) or name for name in listed)
