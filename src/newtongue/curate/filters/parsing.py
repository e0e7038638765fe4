"""What a grammar says of a file: how much of it is comments, how much could not be read."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from newtongue import languages
from newtongue.core.errors import MissingError
from newtongue.curate import grammar
from newtongue.curate.filters.measures import Text
from newtongue.languages.base import Language

_WIDE = 2_000
"""Parts of something unreadable beyond which nothing is looked for in a file: the library's
queries take time that grows with the square of this."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Shares of a file, from 0 to 1."""

    comments: float
    """Of its characters, in comments and docstrings; 0 where hardly anything could be read."""
    errors: float
    """Of its bytes, in what the grammar could not read; a missing token counts as one byte."""


def parse(text: Text) -> Parsed | None:
    """Parse a file by its language's grammar; None without one, for no text or beyond 10 MB.

    A file that is too hard to parse counts as one of which nothing could be read: an ordinary one
    never is (see `grammar.parse`).
    """
    found = _reader(text.file.language)
    if found is None or not text.data or len(text.data) > grammar.LARGEST:
        return None
    parser, comments = found
    tree = grammar.parse(parser, text.data)
    if tree is None:
        return Parsed(comments=0.0, errors=1.0)
    root = tree.root_node
    wrong, wide = _unread(root)
    spans = [] if wide or comments is None else _spans(comments, root)
    said = sum(_characters(text, span) for span in spans)
    return Parsed(said / len(text.text), min(1.0, wrong / len(text.data)))


def _unread(root: Any) -> tuple[int, bool]:
    """Bytes in errors, and whether one has too many parts. What has no errors is passed by."""
    wrong, wide = 0, False
    waiting = [(root, False)]
    while waiting:
        node, inside = waiting.pop()
        if not node.has_error:
            continue
        if not inside and (node.is_error or node.is_missing):
            wrong += max(1, node.end_byte - node.start_byte)
            inside = True
        if node.is_error and node.child_count > _WIDE:
            wide = True
        else:
            waiting += [(child, inside) for child in node.children]
    return wrong, wide


def _spans(query: Any, root: Any) -> list[tuple[int, int]]:
    """The bytes of what a query captures, in order, what lies inside another left out."""
    from tree_sitter import QueryCursor

    captured = QueryCursor(query).captures(root)
    spans = sorted((n.start_byte, -n.end_byte) for nodes in captured.values() for n in nodes)
    kept: list[tuple[int, int]] = []
    for start, minus_end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, -minus_end))
    return kept


def _characters(text: Text, span: tuple[int, int]) -> int:
    start, end = span
    if len(text.data) == len(text.text):
        return end - start
    return len(text.data[start:end].decode("utf-8", "replace"))


@functools.cache
def _reader(language: str) -> tuple[Any, Any] | None:
    """A parser and a query for comments (None for none); None without a grammar."""
    try:
        from tree_sitter import Query
        from tree_sitter_language_pack import get_language, get_parser
    except ImportError as error:
        raise MissingError(
            f"parsing needs the library tree-sitter-language-pack ({error})",
            hint="pip install 'newtongue[curate]'",
        ) from None
    known = languages.get(language) if language in languages.names() else None
    name = language if known is None else known.grammar
    if name is None:
        return None
    name = name or language
    try:
        known_as, parser = get_language(name), get_parser(name)
    except LookupError:
        return None
    kinds = Language.comments if known is None else known.comments
    pattern = " ".join(f"({kind}) @c" for kind in kinds if known_as.id_for_node_kind(kind, True))
    pattern += "" if known is None else known.docstrings
    return parser, Query(known_as, pattern) if pattern else None
