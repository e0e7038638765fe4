"""Which language a file is in, where its extension leaves that open."""

from __future__ import annotations

import functools
import posixpath

from newtongue.curate.collect.linguist import LOOKED_AT, by_path, key
from newtongue.curate.filters.generated import enry
from newtongue.curate.filters.measures import Text

_HEAD = 2048
"""Bytes that are shown to enry; where they speak for another language, it is shown as many as the
collection showed it (headers of C++ may begin like those of C).
"""


def another(text: Text) -> str:
    """The language that the content speaks for, where it is not the file's; else nothing.

    Only linguist's heuristics are asked, for extensions that several languages share.
    """
    extension = posixpath.splitext(text.file.path)[1].encode("ascii", "replace").decode()
    if not text.file.language or not _shared(extension):
        return ""
    for size in (_HEAD, LOOKED_AT):
        guess = enry().get_language_by_content(f"file{extension}", text.data[:size])
        found = key(guess.language) if guess.language and guess.safe else ""
        if found in ("", text.file.language):
            return ""
    return found


@functools.lru_cache(maxsize=10_000)
def _shared(extension: str) -> bool:
    return bool(extension) and len(by_path(f"file{extension}")) > 1
