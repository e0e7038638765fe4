"""Python functions with one small mistake: an operator, a number or a truth value is another."""

from __future__ import annotations

import ast
import random
from itertools import islice
from typing import Any

_OTHERS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Mod: ast.FloorDiv,
    ast.FloorDiv: ast.Mod,
}


def mutant(source: str, function: str, seed: str) -> str | None:
    """The source with one mistake in it, which need not change any answer; None without a place."""
    tree = ast.parse(source)
    body = next(
        (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function), None
    )
    if body is None:
        return None
    places = [place for place, node in enumerate(ast.walk(body)) if _changeable(node)]
    if not places:
        return None
    place = random.Random(seed).choice(places)
    _change(next(islice(ast.walk(body), place, None)))
    return ast.unparse(tree)


def _changeable(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[operator, *_]) | ast.BinOp(op=operator) | ast.BoolOp(op=operator):
            return type(operator) in _OTHERS
        case ast.Constant(value=int()):  # a truth value is one
            return True
    return False


def _change(node: ast.AST) -> None:
    match node:
        case ast.Compare(ops=[operator, *others]):
            node.ops = [_other(operator), *others]
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator):
            node.op = _other(operator)
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1


def _other(operator: ast.AST) -> Any:
    return _OTHERS[type(operator)]()
