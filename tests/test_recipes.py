"""Recipes are strict: what is wrong is named with file, line and field, and guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from newtongue import recipes
from newtongue.core.errors import UsageError


class Part(recipes.Group):
    size: int = 1


class Sample(recipes.Recipe):
    stage: str = "sample"
    rate: float = Field(0.5, gt=0)
    part: Part = Part()
    parts: list[Part] = Field([])


def load(text: str, tmp_path: Path, *overrides: str) -> Sample:
    path = tmp_path / "r.yaml"
    path.write_text(text)
    return recipes.load(Sample, "sample", path, overrides)


def test_overrides_reach_into_groups_and_lists(tmp_path: Path) -> None:
    text = "stage: sample\nparts: [{size: 1}, {size: 2}]\n"
    recipe = load(text, tmp_path, "rate=0.1", "part.size=7", "parts.1.size=9")
    assert (recipe.rate, recipe.part.size) == (0.1, 7)
    assert [p.size for p in recipe.parts] == [1, 9]


@pytest.mark.parametrize(
    ("text", "line", "field", "hint"),
    [
        ("stage: sample\nrat: 1\n", 2, "rat", "rate"),
        ("stage: sample\nrate: 1\npart:\n  sise: 3\n", 4, "part.sise", "size"),
        ("stage: sample\nrate: fast\n", 2, "rate", None),
        ("stage: sample\nparts:\n  - {size: 1}\n  - {size: x}\n", 4, "parts.1.size", None),
        ("stage: train\n", None, "stage", "train"),
        ("stage: sample\n  bad: [\n", 2, None, None),
        ("- a list\n", 1, None, None),
    ],
)
def test_what_is_wrong_is_named(
    text: str, line: int | None, field: str | None, hint: str | None, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        load(text, tmp_path)
    assert caught.value.file == str(tmp_path / "r.yaml")
    assert caught.value.line == line
    assert caught.value.field == field
    assert hint is None or hint in str(caught.value.hint)


@pytest.mark.parametrize("override", ["novalue", "=1", "parts.5.size=1", "rate.deep=1", "nix=1"])
def test_bad_overrides_are_refused(override: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load("stage: sample\nparts: [{size: 1}]\n", tmp_path, override)


def test_a_recipe_is_found_by_name_or_path(tmp_path: Path) -> None:
    assert recipes.find("lab", "teach").name == "lab.yaml"
    assert recipes.find("recipes/teach/lab.yaml", "train").name == "lab.yaml"
    with pytest.raises(UsageError, match="no such recipe"):
        recipes.find("labb", "teach")
