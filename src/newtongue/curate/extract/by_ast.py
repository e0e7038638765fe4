"""Functions of Python by its own parser, with what they need from their module."""

from __future__ import annotations

import ast
import contextlib
import functools
import gc
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from newtongue.core.dataset import File, Function
from newtongue.curate.extract import closure, glance, members, names
from newtongue.curate.extract import module as modules
from newtongue.curate.extract.body import body_hash
from newtongue.curate.extract.module import Module, Statement
from newtongue.curate.extract.refused import Refusal, Refused
from newtongue.curate.extract.rules import Facts, refusal, unclean
from newtongue.curate.extract.settings import Extract

_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEEPEST = 1000
"""Calls inside calls that reading one file may take: Python's own limit."""


def functions(file: File, settings: Extract) -> Iterator[Function | Refused]:
    """What a file offers: each candidate kept, or refused with the first reason.

    The file is judged whole before its first candidate is handed on: what is nested too deep for
    Python's own parser, or for us, refuses all of it.
    """
    with _no_collector(), _frames(_DEEPEST):
        try:
            found = list(_functions(file, settings))
        except (RecursionError, MemoryError):  # the latter is the parser's word for it, too
            found = [Refused(file, 0, "", "nested too deep", "", file.id)]
    yield from found


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Python's search for cycles takes a third of the time, and a tree has none."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextlib.contextmanager
def _frames(count: int) -> Iterator[None]:
    """As many calls inside calls from here, so that the caller's own depth decides nothing."""
    before, depth = sys.getrecursionlimit(), 0
    at: FrameType | None = sys._getframe()
    while at is not None:
        depth, at = depth + 1, at.f_back
    sys.setrecursionlimit(depth + count)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _functions(file: File, settings: Extract) -> Iterator[Function | Refused]:
    text = file.text
    if "\r" in text or text.startswith("\ufeff"):
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not (settings.methods or settings.classes):
        early = glance.refusals(text, settings, functools.partial(_judge, settings))
        if early is not None:
            for line, name, why in early:
                yield Refused(file, line, name, why.reason, why.detail, file.id)
            return
    try:
        module = modules.parse(text)
    except Refusal as why:
        yield Refused(file, 0, "", why.reason, why.detail, file.id)
        return
    for index, node, kind in _candidates(module, settings):
        yield _one(file, module, index, node, kind, settings)


def _candidates(module: Module, settings: Extract) -> Iterator[tuple[int, Any, str]]:
    """(statement, the candidate in it, its kind), in the order of the file."""
    for index, statement in enumerate(module.statements):
        node = statement.node
        if isinstance(node, _FUNCTIONS) and settings.functions:
            yield index, node, "function"
        if isinstance(node, ast.ClassDef):
            if settings.classes:
                yield index, node, "class"
            if settings.methods:
                yield from ((index, method, "method") for method in members.methods(node))


def _one(
    file: File, module: Module, index: int, node: Any, kind: str, settings: Extract
) -> Function | Refused:
    statement = module.statements[index]
    name = f"{statement.node.name}.{node.name}" if kind == "method" else node.name  # type: ignore[attr-defined]
    try:
        if settings.words and _doc(node) is None:
            raise Refusal("no documentation")
        own = _own(module, statement, node)
        _judge(settings, node, own, kind)
        return _kept(file, module, index, node, own, (name, kind, _doc(node) or ""), settings)
    except Refusal as why:
        return Refused(file, node.lineno, name, why.reason, why.detail, file.id)


def _judge(settings: Extract, node: Any, own: str, kind: str = "function") -> None:
    """Raise Refusal for what a candidate's own lines show."""
    if broken := refusal(_facts(node, own, kind), settings):
        raise Refusal(*broken)
    if kind != "class" and "yield" in own and not settings.generators and _yields(node.body):
        raise Refusal("a generator")


def _own(module: Module, statement: Statement, node: Any) -> str:
    """The candidate's own lines."""
    if node is statement.node:
        return module.own(statement)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return module.segment(first, node.end_lineno)


def _kept(
    file: File,
    module: Module,
    index: int,
    node: Any,
    own: str,
    said: tuple[str, str, str],
    settings: Extract,
) -> Function:
    name, kind, doc = said
    piece: ast.stmt = node
    if kind == "method":
        own, piece = members.shorn(module, index, node)
    if not settings.self_contained:
        found = closure.Whole(f"{own}\n", (), (), ())
    else:
        if len(module.binders.get(name.split(".")[0], [])) > 1:
            raise Refusal("defined more than once")
        found = closure.whole(module, index, own, piece, settings)
        if broken := unclean(found.text, settings):
            raise Refusal(*broken)
        verify(found.text)
    return Function(
        name=name,
        language=file.language,
        text=found.text,
        repository=file.repository,
        path=file.path,
        revision=file.revision,
        licence=file.licence,
        source=file.source,
        url=file.url,
        stars=file.stars,
        file_id=file.id,
        file_sha256=file.sha256,
        line=node.lineno,
        kind=kind,
        doc=doc,
        imports=found.imports,
        helpers=found.helpers,
        body_hash=body_hash([*found.nodes, piece], name.split(".")[-1], file.language),
    )


def verify(text: str) -> None:
    """Raise Refusal unless the text parses and defines every name that it needs."""
    module = modules.parse(text)
    found = names.of(s.node for s in module.statements)
    missing = sorted(found.loads - found.binds - modules.BUILTINS)
    if missing or found.star:
        raise Refusal("a name that nothing defines", ", ".join(missing))


def _doc(node: Any) -> str | None:
    """The documentation as `inspect` would clean it, or None."""
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return ast.get_docstring(node)
    return None


def _facts(node: Any, own: str, kind: str) -> Facts:
    doc = _doc(node)
    body = node.body[1:] if doc is not None else node.body
    statements, returns = _walked(body)
    if kind == "class":
        return Facts(own, doc, True, 0, statements, kind, decorated=bool(node.decorator_list))
    given = node.args
    arguments = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs)
    arguments += (given.vararg is not None) + (given.kwarg is not None)
    marks = [d.id for d in node.decorator_list if isinstance(d, ast.Name)]
    plain = kind == "method" and marks in (["staticmethod"], ["classmethod"], ["property"])
    bound = kind == "method" and marks != ["staticmethod"]
    return Facts(
        own,
        doc,
        returns,
        arguments - (bound and arguments > 0),
        statements,
        kind,
        variadic=given.vararg is not None or given.kwarg is not None,
        asynchronous=isinstance(node, ast.AsyncFunctionDef),
        decorated=bool(node.decorator_list) and not plain,
    )


def _walked(body: list[Any]) -> tuple[int, bool]:
    """Statements, nested ones included, and whether the function itself returns a value."""
    count, returns = 0, False
    waiting = [(statement, True) for statement in body]
    while waiting:
        node, own = waiting.pop()
        if isinstance(node, ast.stmt):
            count += 1
        if isinstance(node, ast.Return):
            returns |= own and node.value is not None
            continue
        own = own and not isinstance(node, (*_FUNCTIONS, ast.ClassDef))
        for name in _BODIES:
            waiting += [(inner, own) for inner in getattr(node, name, ())]
    return count, returns


def _yields(body: list[ast.stmt]) -> bool:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
    return False
