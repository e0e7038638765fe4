"""Functions gathered from real code, and examples that a model is trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newtongue.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Function:
    """Harvested code with its provenance."""

    name: str
    language: str
    text: str
    repository: str = ""
    path: str = ""
    revision: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A trainable item: a prompt and what should follow it, with its parents.

    The loss is taken on `completion` only where the recipe says so; an empty prompt makes the
    whole text count.
    """

    name: str
    language: str
    prompt: str
    completion: str
    licence: str = ""
    parents: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What it was made from: problem, model, run, program_sha256."""


def example_to_json(example: Example) -> dict[str, Any]:
    """One line of a data set for training."""
    return {
        "name": example.name,
        "language": example.language,
        "prompt": example.prompt,
        "completion": example.completion,
        "licence": example.licence,
        "parents": dict(example.parents),
    }


def example_from_json(
    row: Mapping[str, Any], *, file: str | None = None, line: int | None = None
) -> Example:
    """Read one line of a data set. Raises UsageError naming file, line and field."""
    for name in ("language", "prompt", "completion"):
        if not isinstance(row.get(name), str):
            raise UsageError("is missing or not a string", file=file, line=line, field=name)
    return Example(
        name=str(row.get("name", "")),
        language=row["language"],
        prompt=row["prompt"],
        completion=row["completion"],
        licence=str(row.get("licence", "")),
        parents=dict(row.get("parents") or {}),
    )
