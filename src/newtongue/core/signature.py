"""The types a problem can speak of, and the signature of its function.

A type is a tree. Its names are those of Python: int float bool str none any, list[T] set[T]
dict[K, V], tuple[A, B] (fixed) and tuple[T, ...], optional[T] and union[A, B].
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

LEAVES = frozenset({"int", "float", "bool", "str", "none", "any", "..."})
ARITY = {"list": 1, "set": 1, "dict": 2, "optional": 1}


@dataclass(frozen=True, slots=True)
class Type:
    """A Python type as a tree: Type("list", (Type("int"),)) is list[int]."""

    name: str
    of: tuple[Type, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(map(str, self.of))}]" if self.of else self.name

    @property
    def variadic(self) -> bool:
        """True for tuple[T, ...]: any number of items of one type."""
        return self.name == "tuple" and len(self.of) == 2 and self.of[1].name == "..."

    def walk(self) -> list[Type]:
        """This type and every type inside it, outermost first."""
        return [self, *(inner for part in self.of for inner in part.walk())]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its name as the Python source gives it, and its type."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's name, parameters and return type."""

    name: str
    params: tuple[Param, ...]
    returns: Type

    def types(self) -> list[Type]:
        """Every type in the signature, parameters first."""
        parts = [*(p.type for p in self.params), self.returns]
        return [inner for part in parts for inner in part.walk()]


def parse_type(text: str) -> Type:
    """Read what `str(Type)` wrote. Raises ValueError on anything else."""
    try:
        found = _from_node(ast.parse(text, mode="eval").body)
    except SyntaxError as error:
        raise ValueError(f"not a type: {text!r}") from error
    if found.name == "...":
        raise ValueError("... is no type but inside tuple[T, ...]")
    return found


def _from_node(node: ast.expr) -> Type:
    match node:
        case ast.Constant(value=v) if v is ...:
            return Type("...")
        case ast.Name(id=name) if name in LEAVES or name in {"list", "set", "dict", "tuple"}:
            return Type(name)
        case ast.Subscript(value=ast.Name(id=name), slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            of = tuple(map(_from_node, parts))
            if [t.name for t in of].count("...") and (name != "tuple" or not _any_length(of)):
                raise ValueError("... is no type but inside tuple[T, ...]")
            if name in ARITY and len(of) != ARITY[name]:
                raise ValueError(f"{name} takes {ARITY[name]} types, not {len(of)}")
            if name in ARITY or name in {"tuple", "union"}:
                return Type(name, of)
    raise ValueError(f"not a type: {ast.unparse(node)!r}")


def _any_length(of: Sequence[Type]) -> bool:
    return len(of) == 2 and of[0].name != "..." and of[1].name == "..."
