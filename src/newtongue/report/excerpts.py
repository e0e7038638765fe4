"""Pieces of code on a curation's page: kept, dropped, and two of a cluster side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newtongue.report.funnel import steps
from newtongue.report.words import number, title


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of code as it was found."""

    group: str
    """A heading over some of them."""
    title: str
    facts: tuple[str, ...]
    text: str
    url: str = ""
    """Where a person finds it; empty where that is no plain web address."""
    diff: bool = False


def clusters(inspect: Mapping[str, Any]) -> tuple[Excerpt, ...]:
    """Of each of the largest clusters, how a member that was left out differs from the one kept."""
    return tuple(
        Excerpt(
            "",
            f"Cluster {one['cluster']}: {one['members']:,} members",
            (
                f"- kept: {one['kept']}",
                f"+ left out: {one['other']}",
                f"Jaccard {_likeness(one['jaccard'])}",
            ),
            one["diff"],
            diff=True,
        )
        for one in inspect["clusters"]
    )


def _likeness(jaccard: float | None) -> str:
    return "not measured" if jaccard is None else number(jaccard)


def kept(inspect: Mapping[str, Any]) -> tuple[Excerpt, ...]:
    """Some items of the data set."""
    return tuple(
        Excerpt(
            "",
            _place(one),
            tuple(x for x in (title(one["language"]), one["licence"] or "no licence found") if x),
            (one["head"] or "").rstrip("\n"),
            _address(one["url"]),
        )
        for one in inspect["kept"]
    )


def dropped(inspect: Mapping[str, Any]) -> tuple[Excerpt, ...]:
    """Some items that each step did not let through, in the order of the steps."""
    order = {step.name: at for at, step in enumerate(steps(inspect))}
    rows = sorted(inspect["dropped"], key=lambda one: order.get(one["step"], len(order)))
    return tuple(
        Excerpt(
            f"{one['step']}: {one['reason']}",
            _place(one),
            (one["detail"],) if one["detail"] else (),
            (one["head"] or "").rstrip("\n"),
        )
        for one in rows
    )


def _place(one: Mapping[str, Any]) -> str:
    return ": ".join(part for part in (one["repository"], one["path"]) if part) or "no path"


def _address(url: str | None) -> str:
    """Only what is surely a link to a page, and nothing that a browser would run."""
    return url if url and re.fullmatch(r"https?://[!-;=?-~]+", url) else ""
