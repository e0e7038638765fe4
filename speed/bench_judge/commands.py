"""The commands that run a language's programs for those who are not us."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newtongue import toolchains
from newtongue.core.errors import UsageError
from newtongue.languages.base import Language


@dataclass(frozen=True)
class Commands:
    """How a language's programs are run: steps with {source} in them, and their environment."""

    steps: tuple[tuple[str, ...], ...]
    source: str
    environment: Mapping[str, str]
    readable: tuple[str, ...]
    """What a program must see outside /usr and /etc."""
    folder: bool
    """Each program needs a folder of its own, since steps leave files behind."""
    home: str
    """Where warm caches stay; mostly the environment's HOME."""


def commands(language: Language, lines: Sequence[str] | None, home: Path) -> Commands:
    """The steps that `lines` say, or else the language's own file; `home` keeps warm caches."""
    found = toolchains.find(language)
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"}
    if lines is None:
        build, run = toolchains.commands(language, found)
        named = [step for step in (build, run) if step]
        environment |= language.environment
    else:
        fill = {**found.executables, **found.libraries, "source": "{source}"}
        named = [tuple(word.format_map(fill) for word in line.split()) for line in lines]
    steps = tuple((_located(step[0]), *step[1:]) for step in named)
    folder = lines is None or len(steps) > 1
    return Commands(steps, language.source, environment, found.readable, folder, str(home))


def _located(name: str) -> str:
    path = name if "/" in name else shutil.which(name)
    if path is None:
        raise UsageError(f"no {name} here, which MultiPL-E runs", hint="install it")
    return path
