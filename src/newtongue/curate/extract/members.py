"""A method with as much of its class as it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from newtongue.curate.extract import module as modules
from newtongue.curate.extract.module import Module
from newtongue.curate.extract.refused import Refusal

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MAKING = ("__init__", "__new__", "__post_init__")
Method = ast.FunctionDef | ast.AsyncFunctionDef


def methods(node: ast.ClassDef) -> Iterator[Method]:
    """The functions that stand in a class's body."""
    for at in node.body:
        if isinstance(at, _FUNCTIONS):
            yield at


def shorn(module: Module, index: int, method: Method) -> tuple[str, ast.stmt]:
    """The class of a method, reduced to it, to what makes an object, and to what these mention.

    What a member mentions is told by name: `self.size` asks for every member called size. Plain
    statements of the class's body that define no function stay as they are.
    """
    statement = module.statements[index]
    node = statement.node
    assert isinstance(node, ast.ClassDef)
    module.own(statement)
    kept = _kept(module, node, method)
    head_end = _first(node.body[0]) - 1
    if head_end < node.lineno:
        raise Refusal("two statements in a line")
    lines = [module.segment(statement.first, head_end)]
    lines += [module.segment(_first(at), at.end_lineno or at.lineno) for at in kept]
    text = "\n\n".join(lines)
    try:
        return text, modules.quietly(text).body[0]
    except SyntaxError:
        raise Refusal("two statements in a line") from None


def _kept(module: Module, node: ast.ClassDef, method: Method) -> list[ast.stmt]:
    """Members in their order: the method, `__init__` and its like, and what these reach."""
    waiting = [at for at in node.body if at is method or _needed(at, node)]
    chosen = {id(at) for at in waiting}
    while waiting:
        member = waiting.pop()
        if id(member) not in module.mentioned:
            module.mentioned[id(member)] = _mentioned(member)
        for at in node.body:
            named = getattr(at, "name", None) in module.mentioned[id(member)]
            if named and id(at) not in chosen:
                waiting.append(at)
                chosen.add(id(at))
    return [at for at in node.body if id(at) in chosen]


def _needed(member: ast.stmt, node: ast.ClassDef) -> bool:
    """What makes an object, and what a decorator of the class may ask for; plain statements."""
    if isinstance(member, _FUNCTIONS):
        special = member.name.startswith("__") and member.name.endswith("__")
        return member.name in _MAKING or (special and bool(node.decorator_list))
    return not isinstance(member, ast.ClassDef)


def _mentioned(node: ast.AST) -> set[str]:
    found = set()
    for at in ast.walk(node):
        if isinstance(at, ast.Attribute):
            found.add(at.attr)
        elif isinstance(at, ast.Name):
            found.add(at.id)  # a member of a class's body names another without an object
    return found


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])
