"""A hash of what code of Python does, whatever it is called and however it is laid out."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from typing import Any

_DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_UNSAID = frozenset({"ctx", "type_comment", "kind"})
"""Fields of a node that say nothing more than its place, or how a literal was written."""


def body_hash(nodes: Iterable[ast.stmt], name: str, language: str) -> str:
    """32 hexadecimal digits of trees without documentation, where `name` reads `_`."""
    words = [language]
    for node in nodes:
        _shape(node, name, words)
    text = "\0".join(words).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:32]


def _shape(node: ast.AST, name: str, words: list[str]) -> None:
    """The tree as words in brackets."""
    words.append(f"({type(node).__name__}")
    for field in node._fields:
        if field in _UNSAID:
            continue
        value: Any = getattr(node, field, None)
        if isinstance(value, ast.AST):
            _shape(value, name, words)
        elif isinstance(value, list):
            bare = field == "body" and isinstance(node, _DOCUMENTED) and _said(value)
            words.append("[")
            for item in value[1:] if bare else value:
                if isinstance(item, ast.AST):
                    _shape(item, name, words)
                else:
                    words.append(repr(item))
            words.append("]")
        else:
            words.append("_" if value == name and field in ("name", "id") else repr(value))
    words.append(")")


def _said(body: list[ast.stmt]) -> bool:
    """Whether a body begins with a documentation."""
    first = body[0]
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        return False
    return isinstance(first.value.value, str)
