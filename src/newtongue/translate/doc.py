"""A problem's text for one language: its doctests in that language's syntax, its words reworded.

A doctest is `>>> f(constants)` with the constant it gives on the lines below. One that can't be
read, or whose values the language can't say, stays as it is; so do examples in prose such as
`f([1, 2]) == 3`. Words change on word boundaries only, and never inside doctests, quoted text,
code, calls of the function or names of its parameters.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from newtongue.core.errors import Unsupported, UsageError
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Signature
from newtongue.languages.base import Language
from newtongue.translate.constants import constant, parse
from newtongue.translate.infer import conforms

Doctests = Literal["transform", "keep", "remove"]
Words = Literal["reworded", "verbatim"]

_PROMPT = re.compile(r"^(\s*)>>> ?(.*)$")
_MORE = re.compile(r"^\s*\.\.\. ?(.*)$")
_QUOTED = r"""(?<!\w)'[^'\n]*'(?!\w)|"[^"\n]*"|`[^`\n]*`"""
_ARROW = r"[ \t]*(?:==|=>|->|➞|→|➔|=)[^\n]*"
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of prose, or a doctest: what is called, what it gives, and how deep it stands."""

    lines: tuple[str, ...]
    call: str | None = None
    result: tuple[str, ...] = ()
    indent: str = ""


def text(
    problem: Problem,
    language: Language,
    doctests: Doctests = "transform",
    words: Words = "reworded",
) -> str:
    """The problem's text as a prompt in `language` carries it. Raises UsageError (an option)."""
    for value, kind, name in ((doctests, Doctests, "doctests"), (words, Words, "words")):
        if value not in get_args(kind):
            known = " or ".join(get_args(kind))
            raise UsageError(f"must be {known}, not {value!r}", field=name)
    parts: list[str] = []
    for block in _blocks(problem.doc.splitlines()):
        if block.call is None:
            prose = "\n".join(block.lines)
            reword = words == "reworded"
            parts.append(reworded(prose, problem.signature, language) if reword else prose)
        elif doctests == "keep":
            parts.append("\n".join(block.lines))
        elif doctests == "transform":
            parts.append(_transformed(block, problem.signature, language))
    if doctests == "remove":
        # a doctest often stands between blank lines: keep one of them
        return re.sub(r"\n\s*\n\s*\n", "\n\n", "\n".join(parts)).strip("\n")
    return "\n".join(parts)


def examples(problem: Problem) -> tuple[Case, ...]:
    """The doctests of the text that can be read as cases of the function."""
    found = (_case(block, problem.signature) for block in _blocks(problem.doc.splitlines()))
    return tuple(case for case in found if case is not None)


# -- doctests -----------------------------------------------------------------


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    at = 0
    prose: list[str] = []
    while at < len(lines):
        start = _PROMPT.match(lines[at])
        if start is None:
            prose.append(lines[at])
            at += 1
            continue
        if prose:
            yield _Block(tuple(prose))
            prose = []
        end = at + 1
        call = [start.group(2)]
        while end < len(lines) and (more := _MORE.match(lines[end])):
            call.append(more.group(1))
            end += 1
        size = _result_size(lines[end:])
        result = tuple(line.strip() for line in lines[end : end + size])
        block = tuple(lines[at : end + size])
        yield _Block(block, "\n".join(call), result, start.group(1))
        at = end + size
    if prose:
        yield _Block(tuple(prose))


def _result_size(lines: Sequence[str]) -> int:
    """How many lines a doctest's result takes: the longest run that is one constant.

    When none is, all lines up to a blank one or the next doctest.
    """
    size = 0
    while size < len(lines) and lines[size].strip() and not _PROMPT.match(lines[size]):
        size += 1
    for count in range(min(size, 20), 0, -1):
        if _constant("\n".join(line.strip() for line in lines[:count])) is not None:
            return count
    return size


def _constant(source: str) -> tuple[object] | None:
    """The value of constant source, in a tuple so that None can be told from no value."""
    try:
        return (constant(parse(source, "eval").body),)
    except Unsupported:
        return None


def _case(block: _Block, signature: Signature) -> Case | None:
    """The doctest as a case of the function; None when it can't be said as one."""
    if block.call is None:
        return None
    expected = _constant("\n".join(block.result))
    try:
        node = parse(block.call.strip(), "eval").body
        match node:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                values = tuple(map(constant, args))
            case _:
                return None
    except Unsupported:
        return None
    known = name == signature.name and len(values) == len(signature.params)
    if expected is None or not known or not conforms(expected[0], signature.returns):
        return None
    if not all(conforms(v, p.type) for v, p in zip(values, signature.params, strict=True)):
        return None
    return Case(values, expected[0])


def _transformed(block: _Block, signature: Signature, language: Language) -> str:
    case = _case(block, signature)
    if case is None:
        return "\n".join(block.lines)
    try:
        example = language.example(signature, case)
    except Unsupported:
        return "\n".join(block.lines)
    return "\n".join(block.indent + line for line in example.splitlines())


# -- words --------------------------------------------------------------------


def reworded(prose: str, signature: Signature, language: Language) -> str:
    """Prose with Python's words replaced by the language's, articles (a, an) put right."""
    names = {signature.name, *(p.name for p in signature.params)}
    words = {
        word: other
        for word, other in language.words.items()
        # python -> Python would only correct the author; True -> true is another word
        if word not in names and (word.lower() != other.lower() or word in language.terms)
    }
    if not words:
        return prose
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    word = "|".join(map(re.escape, longest_first))
    call = rf"\b{re.escape(signature.name)}\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)(?:{_ARROW})?"
    article = r"(?P<article>\b[Aa]n?[ \t]+)?"
    # what touches a dot, a bracket or another letter is code, not a word
    pattern = rf"(?P<kept>{_QUOTED}|{call})|{article}(?<![\w.])(?P<word>{word})(?![\w(\[])"

    def change(match: re.Match[str]) -> str:
        if match["kept"] is not None:
            return match["kept"]
        return _with_article(match["article"] or "", match["word"], words[match["word"]])

    return re.sub(pattern, change, prose)


def _with_article(article: str, old: str, new: str) -> str:
    """`a list` -> `an array`: only where the sound of the first letter changes."""
    vowel = _VOWEL.match(new) is not None
    if article and (_VOWEL.match(old) is not None) != vowel:
        article = article[0] + ("n" if vowel else "") + article.lstrip("AaNn")
    return article + new
