"""What package manifests say of a licence: package.json, Cargo.toml, pyproject.toml, setup.cfg.

They are read as data, and only at the root of a repository: those of examples and of copies deeper
down say little of the code beside them (`npm init` writes ISC into each). What can't be read says
nothing.
"""

from __future__ import annotations

import configparser
import json
import posixpath
import tomllib
from collections.abc import Callable
from typing import Any

LONGEST = 100_000
"""Bytes: a manifest is a few thousand."""
LINE = 1000
"""Characters: the readers of TOML and of settings take quadratic time for a line of a hundred
thousand dots or blanks, which is minutes."""


def named(path: str, depth: int = 0) -> bool:
    """Whether a file is a manifest, not deeper than so many folders."""
    return path.count("/") <= depth and posixpath.basename(path) in _READERS


def licence(path: str, text: str) -> str:
    """What a manifest gives as its licence: an expression, other words or a whole licence."""
    if len(text) > LONGEST:
        return ""
    try:
        said = _READERS[posixpath.basename(path)](text.removeprefix("\ufeff"))
    except (ValueError, RecursionError, configparser.Error):
        return ""
    return said.strip() if isinstance(said, str) else ""


def _at(data: Any, *keys: str) -> Any:
    """What stands at a place of nested tables; None where one of them is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _short(text: str) -> str:
    """The text. Raises ValueError where a line of it is too long to be read."""
    if any(len(line) > LINE for line in text.split("\n")):
        raise ValueError("too long a line")
    return text


def _npm(text: str) -> Any:
    """A name, or as in old ones `{"type": name}`, or a list of such, which may all hold."""
    data = json.loads(text)
    found = _at(data, "license") or _at(data, "licenses")
    every = found if isinstance(found, list) else [found]
    words = [_at(one, "type") if isinstance(one, dict) else one for one in every]
    names = sorted({one for one in words if isinstance(one, str) and one.strip()})
    return names[0] if len(names) == 1 else " AND ".join(f"({one})" for one in names)


def _cargo(text: str) -> Any:
    """The package's own, else what a workspace gives its members; `MIT/X` once meant a choice."""
    data = tomllib.loads(_short(text))
    own, given = _at(data, "package", "license"), _at(data, "workspace", "package", "license")
    said = own if isinstance(own, str) else given
    return " OR ".join(said.split("/")) if isinstance(said, str) else ""


def _pyproject(text: str) -> Any:
    """PEP 639's expression, or the text of PEP 621's table; its file is read as a licence file."""
    said = _at(tomllib.loads(_short(text)), "project", "license")
    return _at(said, "text") if isinstance(said, dict) else said


def _setup(text: str) -> Any:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(_short(text))
    said = parser.get("metadata", "license", fallback="")
    return "" if said.startswith("file:") else said


_READERS: dict[str, Callable[[str], Any]] = {
    "package.json": _npm,
    "Cargo.toml": _cargo,
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup,
}
