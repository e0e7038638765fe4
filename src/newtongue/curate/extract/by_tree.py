"""Functions of any language that has a grammar and a query in languages/functions/.

What a query does not say is told from the names of the grammars' nodes, which follow the same few
words. A function is taken as it stands: what it needs from its file is not looked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from newtongue.core.dataset import File, Function
from newtongue.curate.extract import comments
from newtongue.curate.extract.queries import Found, Source, read, within
from newtongue.curate.extract.refused import Refusal, Refused
from newtongue.curate.extract.rules import Facts, refusal, words_and_marks
from newtongue.curate.extract.settings import Extract

_BLOCK = re.compile(r"block|body|braced|compound|statement_list|statements$|^(do|then|else|begin)$")
_INNER = re.compile(r"function|lambda|closure|method|class|func_literal|sub$|block_argument")
"""What runs or returns for itself. A call is no such thing, but holds no return of ours either."""
_CLASS = re.compile(r"class|impl_item|interface|trait|struct|enum|record|object|extension|^module$")
_RETURN = re.compile(r"^return(_statement|_expression)?$")
_VARIADIC = re.compile(r"variadic|rest|splat|spread|dots|vararg|slurp")
_ASYNC = re.compile(r"\basync\b")


def functions(file: File, settings: Extract) -> Iterator[Function | Refused]:
    """What a file offers: each candidate kept, or refused with the first reason."""
    try:
        source = read(file.text, file.language)
    except Refusal as why:
        yield Refused(file, 0, "", why.reason, why.detail, file.id)
        return
    if source is None:
        yield Refused(file, 0, "", "no functions known of its language", "", file.id)
        return
    methods = within(source, _CLASS)
    for found in source.found:
        kind = _kind(found, found.node.start_byte in methods)
        if settings.methods if kind == "method" else settings.functions:
            yield _one(file, source, found, kind, settings)


def _kind(found: Found, in_class: bool) -> str:
    if said := found.settings.get("kind"):
        return said
    return "method" if in_class or "method_decl" in found.node.type else "function"


def _one(
    file: File, source: Source, found: Found, kind: str, settings: Extract
) -> Function | Refused:
    node = found.node
    name = source.text(found.name.start_byte, found.name.end_byte)
    line = node.start_point.row + 1
    first, raw = _documentation(source, found)
    doc = comments.plain(raw)
    start = node.start_byte if first is None else first
    text = comments.shifted(source.text(start, node.end_byte), source.margin(start))
    facts = _facts(source, found, text, kind, doc)
    broken = ("does not parse", "") if node.has_error else refusal(facts, settings)
    if broken:
        return Refused(file, line, name, *broken, file_id=file.id)
    return Function(
        name=name,
        language=file.language,
        text=f"{text}\n",
        repository=file.repository,
        path=file.path,
        revision=file.revision,
        licence=file.licence,
        source=file.source,
        url=file.url,
        stars=file.stars,
        file_id=file.id,
        file_sha256=file.sha256,
        line=line,
        kind=kind,
        doc=doc or "",
        body_hash=_body_hash(source, found, name, file.language),
    )


def _documentation(source: Source, found: Found) -> tuple[int | None, str]:
    """Where a function with what stands in front of it begins, and its documentation as it is."""
    if found.doc is not None:
        return found.doc.start_byte, source.text(found.doc.start_byte, found.doc.end_byte)
    row = found.node.start_point.row
    first, said = source.lines.above(row)
    if first is None:
        return None, ""
    raw = b"\n".join(source.rows[r] for r in said).decode("utf-8", "surrogatepass")
    return first, raw


def _facts(source: Source, found: Found, text: str, kind: str, doc: str | None) -> Facts:
    statements, returns, generator = _walked(found)
    given = [] if found.parameters is None else found.parameters.named_children
    given = [a for a in given if not re.search(r"comment|comma|self_parameter", a.type)]
    if found.settings.get("arguments") == "after name":
        given = given[1:]
    head = source.text(found.node.start_byte, found.body[0].start_byte)
    return Facts(
        text,
        doc,
        returns or found.returns,
        None if found.parameters is None and "returns" not in found.settings else len(given),
        statements,
        kind,
        variadic=any(_VARIADIC.search(a.type) for a in given),
        asynchronous=_ASYNC.search(head) is not None,
        generator=generator,
    )


def _walked(found: Found) -> tuple[int, bool, bool]:
    """Statements, nested ones included; whether the function itself returns a value, or yields."""
    count, returns, generator = 0, False, False
    waiting = [(node, True, not _BLOCK.search(node.type)) for node in found.body]
    kind = found.settings.get("statements")
    while waiting:
        node, own, counts = waiting.pop()
        count += counts if kind is None else node.type == kind
        if own and _RETURN.search(node.type):
            returns |= any("comment" not in c.type for c in node.named_children)
        generator |= own and node.type.startswith("yield_")
        inner = own and not _INNER.search(node.type)
        block = _BLOCK.search(node.type) is not None
        for child in node.named_children:
            plain = "comment" in child.type or _BLOCK.search(child.type)
            waiting.append((child, inner, block and not plain))
    return count, returns, generator


def _body_hash(source: Source, found: Found, name: str, language: str) -> str:
    """A hash of the words and marks without comments and the function's own name."""
    start, end = found.node.start_byte, found.node.end_byte
    code, at = [], start
    for first, last in _comments(found.node):
        code.append(source.text(at, first))
        at = last
    code.append(source.text(at, end))
    words = words_and_marks(" ".join(code))
    parts = [language, *("_" if word == name else word for word in words)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _comments(node: Any) -> list[tuple[int, int]]:
    found, waiting = [], [node]
    while waiting:
        at = waiting.pop()
        if "comment" in at.type and at is not node:
            found.append((at.start_byte, at.end_byte))
        else:
            waiting += at.named_children
    return sorted(found)
