"""Types from annotations, and types from values where annotations are missing or contradicted.

Types form a lattice: `join` is the narrowest type that can say what both say, NEVER (the items of
an empty list) joins anything, `any` swallows everything. An int joins float only where values mix.
NEVER is this module's own and never leaves it: `settled` turns what is left of it into `any`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from newtongue.core.problem import Case
from newtongue.core.signature import Param, Signature, Type
from newtongue.translate.constants import parse

NEVER = Type("never")
ANY = Type("any")
NONE = Type("none")
ELLIPSIS = Type("...")
ORDER = ("bool", "int", "float", "str", "tuple", "list", "set", "dict")
"""The order in which a union names its members."""

_LEAVES = {"int": "int", "float": "float", "bool": "bool", "str": "str", "None": "none"}
_BARE = {
    "list": Type("list", (NEVER,)),
    "set": Type("set", (NEVER,)),
    "dict": Type("dict", (NEVER, NEVER)),
    "tuple": Type("tuple", (NEVER, ELLIPSIS)),
}
_NAMES = {name: name for name in _BARE} | {
    "List": "list",
    "Sequence": "list",
    "Iterable": "list",
    "Set": "set",
    "FrozenSet": "set",
    "frozenset": "set",
    "Dict": "dict",
    "Mapping": "dict",
    "DefaultDict": "dict",
    "Tuple": "tuple",
}
_HELD_BY: Mapping[str, tuple[type, ...]] = {
    "none": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "list": (list,),
    "set": (set, frozenset),
    "dict": (dict,),
    "tuple": (tuple,),
}
"""The Python classes whose values a type can say, insides apart."""


def type_of(value: Any) -> Type:
    """The narrowest type of one value; empty containers hold NEVER."""
    match value:
        case None:
            found = NONE
        case bool() | int() | float() | str():
            found = Type(type(value).__name__)
        case list():
            found = Type("list", (join_all(map(type_of, value)),))
        case set() | frozenset():
            found = Type("set", (join_all(map(type_of, value)),))
        case tuple():
            found = Type("tuple", tuple(map(type_of, value)))
        case dict():
            keys, values = map(type_of, value.keys()), map(type_of, value.values())
            found = Type("dict", (join_all(keys), join_all(values)))
        case _:
            found = ANY
    return found


def join_all(types: Iterable[Type]) -> Type:
    """The narrowest type that says what all of them say; NEVER for none."""
    return reduce(join, types, NEVER)


def join(a: Type, b: Type) -> Type:
    """The narrowest type that says what both say: commutative, associative, and join(a, a) is a."""
    kinds: dict[str, Type] = {}
    for member in (*_members(a), *_members(b)):
        if member == ANY:
            return ANY
        kind = "float" if member.name == "int" else member.name
        kinds[kind] = _same_kind(kinds[kind], member) if kind in kinds else member
    optional = kinds.pop("none", None) is not None
    parts = tuple(sorted(kinds.values(), key=lambda t: ORDER.index(t.name)))
    if not parts:
        return NONE if optional else NEVER
    whole = parts[0] if len(parts) == 1 else Type("union", parts)
    return Type("optional", (whole,)) if optional else whole


def _members(t: Type) -> list[Type]:
    """A type as its alternatives, each with its insides in normal form."""
    if t == NEVER:
        return []
    if t.name == "optional":
        return [NONE, *_members(t.of[0])]
    if t.name == "union":
        return [member for part in t.of for member in _members(part)]
    if t.variadic:
        return [Type("tuple", (join(t.of[0], NEVER), ELLIPSIS))]
    return [Type(t.name, tuple(join(part, NEVER) for part in t.of))]


def _same_kind(a: Type, b: Type) -> Type:
    if a.name != b.name:
        return Type("float")
    if a.name != "tuple":
        return Type(a.name, tuple(map(join, a.of, b.of)))
    if not a.variadic and not b.variadic and len(a.of) == len(b.of):
        return Type("tuple", tuple(map(join, a.of, b.of)))
    items = (part for part in (*a.of, *b.of) if part != ELLIPSIS)
    return Type("tuple", (join_all(items), ELLIPSIS))


def conforms(value: Any, t: Type) -> bool:
    """Whether a value can be said as this type. An int can be a float, a bool is no int."""
    match t.name:
        case "any":
            fits = True
        case "optional":
            fits = value is None or conforms(value, t.of[0])
        case "union":
            fits = any(conforms(value, part) for part in t.of)
        case _:
            fits = type(value) in _HELD_BY.get(t.name, ()) and _insides_conform(value, t)
    return fits


def _insides_conform(value: Any, t: Type) -> bool:
    if isinstance(value, dict):
        return all(conforms(k, t.of[0]) and conforms(v, t.of[1]) for k, v in value.items())
    if isinstance(value, tuple) and not t.variadic:
        return len(value) == len(t.of) and all(map(conforms, value, t.of))
    if isinstance(value, list | tuple | set | frozenset):
        return all(conforms(v, t.of[0]) for v in value)
    return True


def settled(declared: Type | None, values: Sequence[Any]) -> Type:
    """The type of a place: as declared if every value conforms, else widened to what they need.

    What a declaration leaves open (a bare `list`) is read off the values.
    """
    seen = join_all(map(type_of, values))
    if declared is None or (declared == _BARE["tuple"] and seen.name == "tuple"):
        found = seen
    elif NEVER in declared.walk() or not all(conforms(v, declared) for v in values):
        found = join(declared, seen)
    else:
        found = declared
    return _filled(found)


def _filled(t: Type) -> Type:
    return ANY if t == NEVER else Type(t.name, tuple(map(_filled, t.of)))


def signature(
    name: str,
    declared: Sequence[tuple[str, Type | None]],
    returns: Type | None,
    cases: Sequence[Case],
) -> Signature:
    """A signature in which every argument and every answer of the cases can be said."""
    params = tuple(
        Param(param, settled(t, [case.args[at] for case in cases]))
        for at, (param, t) in enumerate(declared)
    )
    return Signature(name, params, settled(returns, [case.expected for case in cases]))


def annotation(node: ast.expr | None) -> Type | None:
    """The type that an annotation states; None where it is missing or says nothing usable."""
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return annotation(parse(text, "eval").body)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _named(name)
        case ast.BinOp(op=ast.BitOr()):
            return _union([annotation(node.left), annotation(node.right)])
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return _subscripted(name, inner)
    return None


def _named(name: str) -> Type | None:
    if name == "Any":
        return ANY
    if name in _LEAVES:
        return Type(_LEAVES[name])
    return _BARE.get(_NAMES.get(name, ""))


def _subscripted(name: str, inner: Sequence[ast.expr]) -> Type | None:
    if name == "Literal":
        return join_all(type_of(part.value) for part in inner if isinstance(part, ast.Constant))
    parts = [
        ELLIPSIS if isinstance(part, ast.Constant) and part.value is ... else annotation(part)
        for part in inner
    ]
    if name == "Optional":
        return _union([*parts, NONE])
    if name == "Union":
        return _union(parts)
    kind = _NAMES.get(name, "")
    arity: Mapping[str, int] = {"list": 1, "set": 1, "dict": 2, "tuple": len(parts)}
    if arity.get(kind) != len(parts):
        return None
    return Type(kind, tuple(NEVER if part is None else part for part in parts))


def _union(parts: Sequence[Type | None]) -> Type | None:
    """The alternatives as they were written: flat, without repeats, None outermost."""
    flat: list[Type] = []
    for part in parts:
        if part is None:
            return None
        body = part.of[0] if part.name == "optional" else part
        flat += body.of if body.name == "union" else [body]
        flat += [NONE] if part.name == "optional" else []
    kept = tuple(t for t in dict.fromkeys(flat) if t != NONE)
    if ANY in kept:
        return ANY
    if not kept:
        return NONE
    whole = kept[0] if len(kept) == 1 else Type("union", kept)
    return Type("optional", (whole,)) if NONE in flat else whole
