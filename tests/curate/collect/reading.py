"""What the tests of collecting share: a source read to files and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newtongue.core.dataset import File
from newtongue.curate import collect
from newtongue.curate.step import Drop

CODE = "def add(a, b):\n    return a + b\n"


@dataclass(frozen=True)
class Taken:
    """A source as it was read."""

    files: list[File]
    drops: list[Drop]
    licences: list[File]

    @property
    def paths(self) -> list[str]:
        return [file.path for file in self.files]

    @property
    def reasons(self) -> dict[str, str]:
        return {drop.file.path: drop.reason for drop in self.drops}


def take(source: Any, licences: bool = True, **rules: Any) -> Taken:
    """Everything that a source gives, under rules that ask for Python unless they say other."""
    settings = collect.Rules(**{"languages": ["py"], **rules})
    items = [item for u in collect.units(source) for item in collect.read(u, settings, licences)]
    files = [item for item in items if isinstance(item, File)]
    drops = [item for item in items if isinstance(item, Drop)]
    assert all(drop.file.text == "" and drop.step == "collect" for drop in drops)
    return Taken(
        [file for file in files if file.language != collect.LICENCE_TEXT],
        drops,
        [file for file in files if file.language == collect.LICENCE_TEXT],
    )
