"""Characters per token: how well a tokenizer knows what a file is made of."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from newtongue.core.errors import MissingError, UsageError
from newtongue.core.store import sha256_file
from newtongue.models.location import fetch, locate

_NAME = "tokenizer.json"


@functools.lru_cache(maxsize=2)
def counter(name: str) -> Callable[[str], int]:
    """A function that counts tokens, by a file tokenizer.json, a folder that has one, or a hub's
    owner/name[@revision].

    Raises UsageError for what has none, MissingError where the library or the name is not to be
    had.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingError(
            f"a tokenizer needs the library tokenizers ({error})",
            hint="pip install 'newtongue[train]'",
        ) from None
    file = _file(name)
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exceptions
        raise UsageError(f"no tokenizer: {error}", file=str(file), field="tokenizer") from None
    tokenizer.no_truncation()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def fingerprint(name: str) -> str:
    """The sha256 of the tokenizer's file. Raises what `counter` raises for what is not there."""
    return sha256_file(_file(name))


def _file(name: str) -> Path:
    path = Path(name).expanduser()
    if path.is_file():
        return path
    file = fetch(locate(name), (_NAME,)) / _NAME
    if not file.is_file():
        raise UsageError(f"has no {_NAME}", file=name, field="tokenizer")
    return file
