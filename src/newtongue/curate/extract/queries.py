"""Where the functions of a file are, as the tree-sitter query of its language finds them.

A query (languages/functions/) captures each function (`@function`), its `@name`, `@parameters` or
whole `@signature`, its `@body`, a type that it `@returns`, and what may stand in front of it:
`@comment`, `@attribute`, `@doc`. Settings beside a pattern: `returns` is `last` where the value of
what comes last is the function's; `kind`; `statements`, the kind of node that is counted as one;
`arguments` is `after name` where the signature begins with the name.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import Any

from newtongue import languages
from newtongue.core.errors import MissingError
from newtongue.curate import grammar
from newtongue.curate.extract.comments import Lines
from newtongue.curate.extract.refused import Refusal


@dataclass(frozen=True, slots=True)
class Found:
    """One function of a file, as its query found it."""

    node: Any
    name: Any
    parameters: Any | None
    body: tuple[Any, ...]
    doc: Any | None
    settings: dict[str, str | None]
    returns: bool
    """Its head says that it returns something, or its language returns what comes last."""


@dataclass(slots=True)
class Source:
    """A parsed file."""

    data: bytes
    lines: Lines = field(default_factory=Lines)
    found: list[Found] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)
    root: Any = None

    def text(self, start: int, end: int) -> str:
        """Some of its bytes, as text."""
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def margin(self, start: int) -> int:
        """Bytes between the start of the line and a place in it."""
        return start - (self.data.rfind(b"\n", 0, start) + 1)


_INDENT = 1000
"""Bytes that a comment of its own lines is indented at most."""
_PARTS = 2000
"""Parts of one error, or errors side by side, that a file has at most."""

_KEPT: list[Any] = []
"""Freeing a query brings py-tree-sitter 0.26 down, so what was made stays."""


@functools.cache
def ready(key: str) -> tuple[Any, Any] | None:
    """The parser and the query of a language, or None where it has none.

    Both are kept for the life of the process.
    """
    file = languages.functions_file(key)
    if file is None:
        return None
    try:
        from tree_sitter import Query
        from tree_sitter_language_pack import get_language, get_parser
    except ImportError:
        hint = "pip install 'newtongue[curate]'"
        raise MissingError("tree-sitter-language-pack is not installed", hint=hint) from None
    name: Any = languages.get(key).grammar or key
    known = get_language(name)
    both = get_parser(name), Query(known, file.read_text())
    _KEPT.append((known, both))
    return both


def read(text: str, language: str) -> Source | None:
    """Parse a file and find its functions; None where nothing is known of its language.

    Raises Refusal for a file that the grammar can't make sense of.
    """
    known = ready(language)
    if known is None:
        return None
    from tree_sitter import QueryCursor

    parser, query = known
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    data = text.encode("utf-8", "surrogatepass")
    tree = grammar.parse(parser, data)
    if tree is None:
        raise Refusal("too hard to parse")
    root = tree.root_node
    if _shattered(root):
        raise Refusal("does not parse", "most of it")
    source = Source(data, rows=data.split(b"\n"), root=root)
    best: dict[int, Found] = {}
    for pattern, captures in QueryCursor(query).matches(root):
        for node in captures.get("comment", ()):
            _note(source, node)
        for node in captures.get("attribute", ()):
            source.lines.passed(node.start_point.row, node.end_point.row)
        if "function" in captures:
            found = _found(captures, query.pattern_settings(pattern))
            best[found.name.start_byte] = _better(best.get(found.name.start_byte), found)
    # a function inside another is part of that
    end = -1
    for found in sorted(best.values(), key=lambda f: (f.node.start_byte, -f.node.end_byte)):
        if found.node.end_byte > end:
            source.found.append(found)
            end = found.node.end_byte
    return source


def within(source: Source, kind: re.Pattern[str]) -> set[int]:
    """Which functions (where they begin) stand inside a part whose kind is such.

    One way down the tree for all: asking a node for its parent goes down from the root each time.
    """
    chosen: set[int] = set()
    waiting = [(source.root, source.found, False)]
    while waiting:
        node, held, known = waiting.pop()
        known = known or kind.search(node.type) is not None
        at = 0
        for child in node.children:
            first = at
            while at < len(held) and held[at].node.start_byte < child.end_byte:
                at += 1
            inner = held[first:at]
            if len(inner) == 1 and inner[0].node == child:
                chosen |= {child.start_byte} if known else set()
            elif inner:
                waiting.append((child, inner, known))
    return chosen


def _shattered(root: Any) -> bool:
    """Whether an error has so many parts that a query, whose time grows with their square, waits
    for ever."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error and node.child_count > _PARTS:
            return True
        waiting += [child for child in node.children if child.has_error]
        if len(waiting) > _PARTS:
            return True
    return False


def _note(source: Source, node: Any) -> None:
    """Remember a comment that has its lines to itself."""
    first, last, start = node.start_point.row, node.end_point.row, node.start_byte
    if last > first and node.end_point.column == 0:
        last -= 1  # some grammars count the newline in
    if node.start_point.column > _INDENT:
        return  # a line with thousands of comments would be looked at for each
    if not source.data[start - source.margin(start) : start].strip():
        source.lines.comment(first, last, start)


def _found(captures: dict[str, list[Any]], settings: dict[str, str | None]) -> Found:
    one = {name: nodes[0] for name, nodes in captures.items()}
    returns = "returns" in one or settings.get("returns") == "last"
    signature = one.get("parameters") or one.get("signature")
    body = tuple(captures["body"])
    return Found(one["function"], one["name"], signature, body, one.get("doc"), settings, returns)


def _better(old: Found | None, new: Found) -> Found:
    """Of two patterns that match one function: the wider, and what either knows."""
    if old is None:
        return new
    wide, other = (old, new) if old.node.start_byte < new.node.start_byte else (new, old)
    return Found(
        wide.node,
        wide.name,
        wide.parameters,
        max(wide.body, other.body, key=len),
        wide.doc or other.doc,
        {**wide.settings, **other.settings},
        wide.returns or other.returns,
    )
