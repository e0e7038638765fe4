"""XML and HTML: a declaration at the start, and how much of a page a reader would see."""

from __future__ import annotations

from html.parser import HTMLParser

_MOST = 1_000_000
"""Characters of a page that are looked at."""
_UNSEEN = frozenset(("script", "style"))


def is_xml(text: str) -> bool:
    """True where an XML declaration stands in the first 100 characters (StarCoder)."""
    return "<?xml version=" in text[:100]


def visible(html: str) -> tuple[int, float]:
    """The characters outside tags, comments, scripts and styles, and their share of the page.

    White space counts, and a character reference is one character. Only the first million
    characters of a page are looked at; what cannot be read has nothing to see.
    """
    head = html[:_MOST]
    reader = _Reader()
    try:
        reader.feed(head)  # never closed: the end of a page that breaks off is read over and over
    except (AssertionError, ValueError):  # a declaration that the parser does not know
        return 0, 0.0
    return reader.count, reader.count / len(head) if head else 0.0


class _Reader(HTMLParser):
    """Counts the characters of text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.count = 0
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.count += len(data)

    def handle_charref(self, name: str) -> None:  # noqa: ARG002
        self.count += not self._inside

    def handle_entityref(self, name: str) -> None:  # noqa: ARG002
        self.count += not self._inside
