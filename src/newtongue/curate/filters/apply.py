"""The step: each file passes the filters in turn, the cheap ones first, and keeps or is dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from newtongue.core.dataset import File
from newtongue.curate.filters import encoded, fertility, generated, language, markup, measures
from newtongue.curate.filters.measures import Text
from newtongue.curate.filters.parsing import parse
from newtongue.curate.filters.settings import Filters, Limits, limits
from newtongue.curate.step import Drop, Step

Why = tuple[str, str]
"""A reason and its detail."""
Check = Callable[[Text, Limits], Why | None]

_PAGES = frozenset(("html",))
_DATA = frozenset(("json", "yaml"))


def step(settings: Filters) -> Step:
    """The filters of a recipe as a step. Loads the tokenizer, where there is one.

    Raises UsageError and MissingError for a tokenizer that is not to be had, and MissingError, at
    the first file, for a library that is not installed.
    """
    limit = limits(settings)
    every = [*CHEAP, *PARSING]
    if settings.tokenizer is not None:
        every.append(_fertility(settings.tokenizer))

    def filters(files: Iterable[File]) -> Iterator[File | Drop]:
        for file in files:
            why = first(every, measures.look(file), limit(file))
            yield file if why is None else Drop(file, "filters", *why)

    return filters


def inputs(settings: Filters) -> dict[str, str]:
    """The files that the filters read, by name, with their sha256: the tokenizer, if any."""
    name = settings.tokenizer
    return {} if name is None else {name: fertility.fingerprint(name)}


def first(checks: Iterable[Check], text: Text, limit: Limits) -> Why | None:
    """Why the first check that a file fails would drop it, or None."""
    for check in checks:
        if (why := check(text, limit)) is not None:
            return why
    return None


def provenance(text: Text, limit: Limits) -> Why | None:
    """A preset's list of extensions, and stars."""
    if limit.leave_out:
        return "extension left out", text.file.path
    stars = text.file.stars
    if limit.min_stars is not None and (stars or 0) < limit.min_stars:
        return "few stars", "unknown" if stars is None else str(stars)
    return None


def lines(text: Text, limit: Limits) -> Why | None:
    """Lines too long, too long on average, too many."""
    if limit.max_line_length is not None:
        found = measures.longest_line(text.text, limit.max_line_length)
        if found is not None:
            return "a long line", f"{found} characters"
    if limit.mean_line_length is limit.max_lines is None:
        return None
    count, mean = measures.lines(text)
    if limit.mean_line_length is not None and mean > limit.mean_line_length:
        return "long lines on average", f"{mean:.1f} characters"
    if limit.max_lines is not None and count > limit.max_lines:
        return "many lines", f"{count} lines"
    return None


def characters(text: Text, limit: Limits) -> Why | None:
    """Too few letters, or too few letters and digits; nothing at all is told apart."""
    if limit.min_alphanumeric is not None:
        share = measures.alphanumeric(text)
        if share < limit.min_alphanumeric:
            return _few(text, "few letters and digits", share)
    if limit.min_alphabetic is not None:
        share = measures.alphabetic(text)
        if share < limit.min_alphabetic:
            return _few(text, "few letters", share)
    return None


def _few(text: Text, reason: str, share: float) -> Why:
    return (reason, f"{share:.3f}") if text.text.strip() else ("empty", f"{len(text.text)} blanks")


def data(text: Text, limit: Limits) -> Why | None:
    """JSON and YAML beyond their size; data written as text in any file."""
    if text.file.language in _DATA:
        size = len(text.text)
        if limit.min_data_size is not None and size < limit.min_data_size:
            return "a small data file", f"{size} characters"
        if limit.max_data_size is not None and size > limit.max_data_size:
            return "a large data file", f"{size} characters"
    found = encoded.too_much(text, limit.max_encoded_run, limit.max_encoded_share)
    if found is not None:
        share = found.total / len(text.text)
        return "encoded data", f"{found.kind}: {found.longest} in one piece, {share:.3f} in all"
    return None


def marked_up(text: Text, limit: Limits) -> Why | None:
    """XML under another name; pages with little to read."""
    if limit.xml and markup.is_xml(text.text):
        return "XML", text.text[:40].replace("\n", " ")
    if text.file.language not in _PAGES:
        return None
    if limit.min_visible_text is None and limit.min_visible_share is None:
        return None
    count, share = markup.visible(text.text)
    few = limit.min_visible_text is not None and count <= limit.min_visible_text
    if few or (limit.min_visible_share is not None and share <= limit.min_visible_share):
        return "little visible text", f"{count} characters, {share:.3f}"
    return None


def written_by_a_program(text: Text, limit: Limits) -> Why | None:
    """Files that say they are generated, or that enry knows."""
    if not limit.generated:
        return None
    if word := generated.marker(text.text):
        return "generated", word
    return ("generated", "enry") if generated.by_enry(text) else None


def in_another_language(text: Text, limit: Limits) -> Why | None:
    """Files whose content speaks for a language other than their own."""
    found = language.another(text) if limit.check_language else ""
    return ("another language", found) if found else None


def parsed(text: Text, limit: Limits) -> Why | None:
    """Too few or too many comments; too much that the grammar cannot read."""
    if {limit.min_comments, limit.max_comments, limit.max_errors} == {None}:
        return None
    found = parse(text)
    if found is None:
        return None
    if limit.max_errors is not None and found.errors > limit.max_errors:
        return "does not parse", f"{found.errors:.3f}"
    if limit.min_comments is not None and found.comments < limit.min_comments:
        return "few comments", f"{found.comments:.3f}"
    if limit.max_comments is not None and found.comments > limit.max_comments:
        return "many comments", f"{found.comments:.3f}"
    return None


CHEAP: tuple[Check, ...] = (
    provenance,
    lines,
    characters,
    marked_up,
    data,
    written_by_a_program,
    in_another_language,
)
"""What reads bytes, cheapest first."""
PARSING: tuple[Check, ...] = (parsed,)


def _fertility(name: str) -> Check:
    count = fertility.counter(name)

    def check(text: Text, limit: Limits) -> Why | None:
        if limit.min_fertility is None or not text.text:
            return None
        rate = len(text.text) / max(1, count(text.file.text))
        return ("few characters per token", f"{rate:.2f}") if rate < limit.min_fertility else None

    return check
