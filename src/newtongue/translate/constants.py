"""The value of a constant Python expression, worked out by hand: data is never executed.

It knows literals, arithmetic, repetition, comparisons, comprehensions, indexing and a few
constructors. Everything is bounded (`MAX_BITS`, `MAX_SIZE`, `MAX_WORK`), so that no expression
takes long or fills the memory. It isn't an interpreter: no methods, no attributes but math's.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from newtongue.core.errors import Unsupported

MAX_BITS = 4096
"""Of an int."""
MAX_SIZE = 100_000
"""Characters and items of a value, all levels together."""
MAX_WORK = 5_000_000
"""Sizes of all parts of an expression together, each counted as often as it is worked out."""

NO_CONSTANT = "a test has a value that is no constant"
NOT_PYTHON = "the source is not Python"
TOO_LARGE = "a test has a value that is too large"

_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def _sum(numbers: Iterable[Any]) -> Any:
    # a second argument would add up lists, in quadratic time
    return sum(numbers)


def _round(number: Any, digits: int | None = None) -> Any:
    if digits is not None and abs(digits) > MAX_BITS:
        raise Unsupported(TOO_LARGE)
    return round(number, digits)


_PURE = (abs, bool, chr, dict, float, frozenset, int, len, list, max, min, ord, range, set, sorted)
_CALLS: Mapping[str, Callable[..., Any]] = {
    **{f.__name__: f for f in (*_PURE, str, tuple)},
    "sum": _sum,
    "round": _round,
}
_MATH = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan}
_PLAIN = (bool, int, float, str, type(None))


@dataclass(frozen=True, slots=True)
class _Scope:
    """What names stand for, and the work done so far (one list, shared by inner scopes)."""

    names: Mapping[str, Any]
    work: list[int] = field(default_factory=lambda: [0])

    def within(self, names: Mapping[str, Any]) -> _Scope:
        return _Scope({**self.names, **names}, self.work)


def parse(text: str, mode: str = "exec") -> Any:
    """`ast.parse` without warnings. Raises Unsupported when the text is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unsupported(NOT_PYTHON) from None


def constant(node: ast.expr, names: Mapping[str, Any] | None = None) -> Any:
    """The value of an expression in which `names` are known.

    Raises Unsupported, also when working it out would fail, take long or grow too large.
    """
    try:
        return _plain(_value(node, _Scope(names or {})))
    except (ArithmeticError, TypeError, ValueError, LookupError, RecursionError):
        raise Unsupported(NO_CONSTANT) from None


def _plain(value: Any) -> Any:
    """The value in a problem's terms: no frozensets, ranges, complex numbers or bytes."""
    match value:
        case list():
            return [_plain(v) for v in value]
        case tuple():
            return tuple(_plain(v) for v in value)
        case set() | frozenset():
            return {_plain(v) for v in value}
        case dict():
            return {_plain(k): _plain(v) for k, v in value.items()}
        case complex():
            raise Unsupported("a test has a complex number")
        case bytes():
            raise Unsupported("a test has bytes")
    if not isinstance(value, _PLAIN):
        raise Unsupported(NO_CONSTANT)
    return value


def _value(node: ast.expr, scope: _Scope) -> Any:
    rule = _RULES.get(type(node))
    if rule is None:
        raise Unsupported(NO_CONSTANT)
    value = rule(node, scope)
    size = _size(value)
    scope.work[0] += size
    if size > MAX_SIZE or scope.work[0] > MAX_WORK:
        raise Unsupported(TOO_LARGE)
    return value


def _constant(node: ast.Constant, scope: _Scope) -> Any:  # noqa: ARG001
    return node.value


def _name(node: ast.Name, scope: _Scope) -> Any:
    if node.id not in scope.names:
        raise Unsupported(NO_CONSTANT)
    return scope.names[node.id]


def _attribute(node: ast.Attribute, scope: _Scope) -> Any:  # noqa: ARG001
    if isinstance(node.value, ast.Name) and node.value.id == "math" and node.attr in _MATH:
        return _MATH[node.attr]
    raise Unsupported(NO_CONSTANT)


def _items(nodes: Iterable[ast.expr], scope: _Scope) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            found.extend(_value(node.value, scope))
        else:
            found.append(_value(node, scope))
    return found


def _dict(node: ast.Dict, scope: _Scope) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            found |= _value(value, scope)
        else:
            found[_value(key, scope)] = _value(value, scope)
    return found


def _unary(node: ast.UnaryOp, scope: _Scope) -> Any:
    return _UNARY[type(node.op)](_value(node.operand, scope))


def _binary(node: ast.BinOp, scope: _Scope) -> Any:
    left, right = _value(node.left, scope), _value(node.right, scope)
    kind = type(node.op)
    if isinstance(left, int) and isinstance(right, int):
        _require_small_power(kind, left, right)
    elif kind is ast.Mult and (isinstance(left, int) or isinstance(right, int)):
        times, part = (left, right) if isinstance(left, int) else (right, left)
        if isinstance(part, str | list | tuple | bytes) and times * len(part) > MAX_SIZE:
            raise Unsupported(TOO_LARGE)
    elif kind is ast.Mod and isinstance(left, str | bytes):
        # "%1000000000d" % 1 would be a text of a gigabyte
        raise Unsupported(NO_CONSTANT)
    return _BINARY[kind](left, right)


def _require_small_power(kind: type[ast.operator], left: int, right: int) -> None:
    bits = left.bit_length()
    grown = {ast.Pow: bits * right, ast.LShift: bits + right}.get(kind, 0)
    if grown > MAX_BITS:
        raise Unsupported(TOO_LARGE)


def _bool(node: ast.BoolOp, scope: _Scope) -> Any:
    stop = isinstance(node.op, ast.Or)
    value: Any = None
    for part in node.values:
        value = _value(part, scope)
        if bool(value) is stop:
            break
    return value


def _compare(node: ast.Compare, scope: _Scope) -> Any:
    left = _value(node.left, scope)
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = _value(part, scope)
        if not _COMPARE[type(op)](left, right):
            return False
        left = right
    return True


def _if(node: ast.IfExp, scope: _Scope) -> Any:
    return _value(node.body if _value(node.test, scope) else node.orelse, scope)


def _subscript(node: ast.Subscript, scope: _Scope) -> Any:
    whole = _value(node.value, scope)
    if not isinstance(node.slice, ast.Slice):
        return whole[_value(node.slice, scope)]
    ends = (node.slice.lower, node.slice.upper, node.slice.step)
    return whole[slice(*(None if end is None else _value(end, scope) for end in ends))]


def _call(node: ast.Call, scope: _Scope) -> Any:
    if not isinstance(node.func, ast.Name) or node.func.id not in _CALLS:
        raise Unsupported("a test calls another function")
    if node.func.id in scope.names:
        raise Unsupported(NO_CONSTANT)
    args = _items(node.args, scope)
    if any(word.arg is None for word in node.keywords):
        raise Unsupported(NO_CONSTANT)
    words = {str(word.arg): _value(word.value, scope) for word in node.keywords}
    return _CALLS[node.func.id](*args, **words)


def _comprehension(
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: _Scope
) -> list[Any] | set[Any]:
    found = [_value(node.elt, inner) for inner in _scopes(node.generators, scope)]
    return set(found) if isinstance(node, ast.SetComp) else found


def _dict_comprehension(node: ast.DictComp, scope: _Scope) -> dict[Any, Any]:
    scopes = _scopes(node.generators, scope)
    return {_value(node.key, inner): _value(node.value, inner) for inner in scopes}


def _scopes(loops: list[ast.comprehension], scope: _Scope) -> Iterator[_Scope]:
    """The scope of each round of a comprehension's nested loops."""
    if not loops:
        yield scope
        return
    first, *rest = loops
    for item in _value(first.iter, scope):
        inner = scope.within(bind(first.target, item))
        if all(_value(test, inner) for test in first.ifs):
            yield from _scopes(rest, inner)


def bind(target: ast.expr, value: Any) -> dict[str, Any]:
    """The names that `target = value` sets. Raises Unsupported unless these are plain names."""
    if isinstance(target, ast.Name):
        return {target.id: value}
    if isinstance(target, ast.Tuple | ast.List):
        parts = list(value)
        if len(parts) == len(target.elts):
            pairs = zip(target.elts, parts, strict=True)
            return {name: v for node, part in pairs for name, v in bind(node, part).items()}
    raise Unsupported(NO_CONSTANT)


def _size(value: Any) -> int:
    """Characters, items and 64-bit words, all levels together; counts little beyond `MAX_SIZE`."""
    total, rest = 1, [value]
    while rest and total <= MAX_SIZE:
        item = rest.pop()
        if isinstance(item, int):
            total += item.bit_length() // 64 if item.bit_length() <= MAX_BITS else MAX_SIZE
        elif isinstance(item, str | bytes | range):
            total += len(item)
        elif isinstance(item, dict):
            total += 2 * len(item)
            rest += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple | set | frozenset):
            total += len(item)
            rest += item
    return total


_RULES: Mapping[type[ast.expr], Callable[[Any, _Scope], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.List: lambda node, scope: _items(node.elts, scope),
    ast.Tuple: lambda node, scope: tuple(_items(node.elts, scope)),
    ast.Set: lambda node, scope: set(_items(node.elts, scope)),
    ast.Dict: _dict,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _bool,
    ast.Compare: _compare,
    ast.IfExp: _if,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
}
