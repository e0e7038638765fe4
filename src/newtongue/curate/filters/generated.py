"""Files that a program wrote: by what their first lines say, and by linguist's rules (enry)."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from newtongue.core.errors import MissingError
from newtongue.curate.filters.measures import Text

_LINES = 5
_NEAR = 8192
"""Characters that hold the first 40 lines of most files."""
_HEAD_LINES = 40


def marker(text: str) -> str:
    """The marker of generated files in one of the first five lines, or nothing."""
    at = 0
    for _ in range(_LINES):
        at = text.find("\n", at) + 1
        if not at:
            break
    head = (text[: at or None]).lower()
    return next(filter(head.__contains__, rules()["markers"]), "")


def by_enry(text: Text) -> bool:
    """What enry says. Its rules are asked only where they could apply."""
    path = text.file.path.encode("utf-8", "replace").decode()
    name = path.lower()
    known = rules()
    if posixpath.splitext(name)[1] in known["extensions"]:
        content = text.data
    else:
        head = _head(text.text)
        told = any(map(head.__contains__, known["words"]))
        if not told and not any(map(name.__contains__, known["names"])):
            return False
        content = head.encode("utf-8", "surrogatepass")
    return bool(enry().is_generated(path, content))


def _head(text: str) -> str:
    """The first 40 lines."""
    head = text[:_NEAR]
    lines = head.split("\n", _HEAD_LINES)
    if len(lines) <= _HEAD_LINES and len(text) > _NEAR:
        lines = text.split("\n", _HEAD_LINES)
    return "\n".join(lines[:_HEAD_LINES])


@functools.cache
def rules() -> Mapping[str, Any]:
    """What generated.yaml says."""
    text = Path(__file__).with_name("generated.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


@functools.cache
def enry() -> ModuleType:
    """The library. Raises MissingError where it is not installed."""
    try:
        import enry as library
    except ImportError as error:
        raise MissingError(
            f"the filters need the library enry-python ({error})",
            hint="pip install 'newtongue[curate]'",
        ) from None
    found: ModuleType = library
    return found
