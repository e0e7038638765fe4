"""What a Python value is: its own type, whether it fits another, how large it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from newtongue.core.errors import Unsupported
from newtongue.core.signature import Type

ANY = Type("any")
FITTING: Mapping[str, tuple[type, ...]] = {
    "none": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "str": (str,),
    "list": (list,),
    "tuple": (tuple,),
    "set": (set, frozenset),
    "dict": (dict,),
}
"""Python's types that a value of each type may have; a bool is an int, but no float."""
_BARE = {"list": (ANY,), "set": (ANY,), "dict": (ANY, ANY), "tuple": (ANY, Type("..."))}


def natural(v: Any) -> Type:
    """The type that a value has by itself; items of several types, or of none, are `any`."""
    match v:
        case None:
            return Type("none")
        case list() | set() | frozenset():
            return Type("list" if isinstance(v, list) else "set", (_common(v),))
        case tuple():
            return Type("tuple", tuple(map(natural, v)))
        case dict():
            return Type("dict", (_common(v), _common(v.values())))
        case bool() | int() | float() | str():
            return Type(type(v).__name__)
    raise Unsupported(f"a value of Python's {type(v).__name__}")


def _common(values: Collection[Any]) -> Type:
    kinds = set(map(natural, values))
    return kinds.pop() if len(kinds) == 1 else ANY


def filled(t: Type) -> Type:
    """A bare container holds anything."""
    return t if t.of or t.name not in _BARE else Type(t.name, _BARE[t.name])


def fits(v: Any, t: Type) -> bool:
    """Whether the outside of a value is of a type; the inside is asked when it is printed."""
    if t.name == "float" and isinstance(v, bool):
        return False
    if t.name == "tuple" and isinstance(v, tuple):
        return len(v) == len(t.of)
    return t.name not in FITTING or isinstance(v, FITTING[t.name])


def leaves(v: Any) -> int:
    """How many literals a value is made of, counting each container as one more."""
    if isinstance(v, dict):
        return 1 + sum(leaves(k) + leaves(x) for k, x in v.items())
    if isinstance(v, list | tuple | set | frozenset):
        return 1 + sum(map(leaves, v))
    return 1


def ordered(values: Collection[Any]) -> list[Any]:
    """The members of a set in an order that doesn't depend on the process."""
    return sorted(values, key=lambda v: (type(v).__name__, repr(v)))
