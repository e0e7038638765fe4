"""What a problem says, in every language: its text, its test cases, its solution.

Each is given as plain text: layout, quotes and brackets are the lexer's to ignore.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Sequence

from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.languages.base import Language
from newtongue.translate import doc
from newtongue.translate.constants import parse

_WORD = re.compile(r"\w+")
_PLAIN = 4.0
"""Bits of a word of text in a test case, at least."""
_MOST = 10.0
"""Bits of one word, at most."""


def texts(problem: Problem, languages: Sequence[Language], least: int) -> list[str]:
    """The problem's text without its doctests, in each language's words; each wording once.

    Where that has fewer than `least` words, the doctests stay, in each language's syntax.
    """
    found: dict[str, None] = {}
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    for language in languages:
        # only words that occur make a difference, and most languages change none of them
        changed = tuple((w, o) for w, o in sorted(language.words.items()) if w in problem.doc)
        if changed not in seen:
            seen[changed] = doc.text(problem, language, doctests="remove")
        text = seen[changed]
        if len(_WORD.findall(text)) < least:
            text = doc.text(problem, language)
        found[text] = None
    found[doc.text(problem, languages[0], doctests="remove", words="verbatim")] = None
    return list(found)


def case_texts(problem: Problem, languages: Sequence[Language]) -> Iterator[tuple[int, str]]:
    """(number of the case, its arguments and its answer as literals), each wording once."""
    for number, case in enumerate(problem.cases):
        found: dict[tuple[str, ...], str] = {}
        for language in languages:
            text = _case(problem, case, language)
            found.setdefault(tuple(_WORD.findall(text)), text)
        yield from ((number, text) for words, text in found.items() if words)


def _case(problem: Problem, case: Case, language: Language) -> str:
    try:
        args = language.arguments(problem.signature, case.args)
        answer = language.value(case.expected, problem.signature.returns)
    except Unsupported:
        return ""
    return "\n".join([*args, answer])


def suite(problem: Problem) -> str:
    """All cases as assertions in the language that benchmarks are written in."""
    call = f"{problem.signature.name}({{}})"
    return "\n".join(
        f"assert {call.format(', '.join(map(repr, case.args)))} == {case.expected!r}"
        for case in problem.cases
    )


def bits(text: str) -> float:
    """How unlikely the literals of a case are to stand together by chance; a rough count.

    A number beside its neighbour (1, 2, 3; 0, 0) tells next to nothing, one that was there before
    little, another 3.3 bits a digit; words tell what their letters do, up to a limit.
    """
    total, before = 0.0, None
    seen: set[str] = set()
    for word in _WORD.findall(text):
        number = int(word) if word.isdecimal() and len(word) < 20 else None
        if number is not None and before is not None and abs(number - before) <= 1:
            total += 0.5
        elif word in seen:
            total += 1
        elif number is not None:
            total += min(math.log2(10) * len(word), _MOST)
        elif word.lower() in ("true", "false", "none", "null", "nil"):
            total += 1
        else:
            total += min(max(2.0 * len(word), _PLAIN), _MOST)
        seen.add(word)
        before = number
    return total


# -- solutions -----------------------------------------------------------------


def solutions(problem: Problem) -> tuple[list[str], frozenset[str]]:
    """The bodies of the reference as written and as printed anew, and the names that it binds.

    The first line of the function is left out, and so are docstrings, annotations and imports:
    a copy may have others.
    """
    try:
        tree = parse(problem.reference or "")
    except Unsupported:
        return [], frozenset()
    statements = list(_statements(tree, problem.signature.name))
    source = (problem.reference or "").encode().splitlines()
    written = b"\n".join(
        b"\n".join(source[s.lineno - 1 : s.end_lineno]) for s in statements
    ).decode()
    printed = "\n".join(map(ast.unparse, map(_bare, statements)))
    return [written, printed], frozenset(_bound(tree))


def _statements(tree: ast.Module, name: str) -> Iterator[ast.stmt]:
    for node in tree.body:
        match node:
            case ast.Import() | ast.ImportFrom():
                continue
            case ast.FunctionDef(name=called) if called == name:
                yield from _without_docstring(node.body)
            case _:
                yield node


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body[:1]:
        case [ast.Expr(value=ast.Constant(value=str()))]:
            return body[1:]
    return body


def _bare(statement: ast.stmt) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.body = _without_docstring(node.body) or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return statement


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name
