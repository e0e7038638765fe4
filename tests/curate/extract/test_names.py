"""Names that a piece of Python needs: CPython's own symbol table says the same."""

from __future__ import annotations

import ast
import symtable
import sysconfig
from pathlib import Path

import pytest

from newtongue.curate.extract import names


def loads(text: str) -> set[str]:
    return set(names.of(ast.parse(text).body).loads)


def oracle(text: str) -> set[str]:
    """What the module itself reads, and what any scope in it takes from the module."""
    found = set()
    text = text.replace("def top(", "def top_(")  # symtable takes that for the module
    waiting = [(symtable.symtable(text, "text", "exec"), True)]
    while waiting:
        table, top = waiting.pop()
        for symbol in table.get_symbols():
            of_module = top or symbol.is_global()
            used = symbol.is_referenced() or (symbol.is_assigned() and not top)
            if of_module and used:
                found.add(symbol.get_name())
        waiting += [(child, False) for child in table.get_children()]
    return found


CASES = [
    "def f(a, b=c, *d, e: g = h, **i) -> j:\n    return a + b + d + e + i + k",
    "def f():\n    x = [y for y in z if y in w]\n    return y",
    "def f():\n    return [(a := b) for b in c], a",
    "x = [[p for p in q] for q in r]",
    "def f(xs):\n    return {k: v for k, v in xs}, {m for m in k}",
    "def f():\n    global g\n    g = 1\n    def h():\n        return g\n    return h",
    "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += m\n    return g",
    "class A(B, metaclass=C):\n    x = 1\n    def f(self):\n        return x, A",
    "class A:\n    xs = [x for x in ys]\n    zs = [y for _ in xs for y in xs]",
    "class A:\n    def f(self):\n        return __class__, super()",
    "class A:\n    def f(self):\n        return __secret, self.__own, __dunder__",
    "def f(x):\n    try:\n        return g(x)\n    except E as e:\n        return e",
    "def f(x):\n    with a(x) as (b, c), d as e:\n        return b, c, e",
    """def f(x):
    match x:
        case [a, *b]: return a, b
        case {'k': c, **d}: return c, d
        case P(q=e) | e if e > y: return e
        case M.N as o: return o
    """,
    "def f(x):\n    del x\n    return x",
    "def f():\n    import a.b, c.d as e\n    from g import h as i\n    return a, e, i, d, h",
    "f = lambda a, b=c: a + b + d",
    "@d(e)\nclass A:\n    @property\n    def f(self) -> 'g': ...",
    "def f(x):\n    return f'{x} {y!r:>{z}}'",
    "async def f(a):\n    async for b in c(a):\n        async with d as e: await e(b, g)",
    "for i in xs:\n    t[i] = u(i)",
    "x += 1",
    "def f(x: Literal['y'], z: 'Q[R]'): ...",
    "def f():\n    for x in y:\n        pass\n    else:\n        z = 1\n    return x, z",
]


@pytest.mark.parametrize("text", CASES)
def test_cases_are_as_the_symbol_table_has_them(text: str) -> None:
    quoted = {"g", "Q", "R"}  # CPython leaves quoted types alone
    mine = loads(text)
    table = oracle(text) | ({"x"} if text == "x += 1" else set())
    assert mine - quoted == table - quoted


def test_the_standard_library_is_as_the_symbol_table_has_it() -> None:
    """All names of whole modules; those of quoted types and of `x = x` in a class are ours more."""
    root = Path(sysconfig.get_path("stdlib"))
    compared = 0
    for path in [*sorted(root.glob("*.py"))[::4], *sorted(root.glob("asyncio/*.py"))]:
        text = path.read_text(encoding="utf-8", errors="replace")
        mine, theirs = loads(text), oracle(text)
        assert theirs - {"__class__"} <= mine, path
        assert len(mine - theirs) <= 8, path
        compared += 1
    assert compared > 60


def test_a_quoted_type_is_a_type_but_a_literal_is_not() -> None:
    text = "def f(x: List['Foo'], y: 'Bar | None', z: Literal['no'], a: Annotated[int, 'no']): ..."
    assert loads(text) == {"List", "Foo", "Bar", "Literal", "Annotated", "int"}


def test_a_class_takes_from_the_module_what_it_binds_later() -> None:
    assert loads("class A:\n    size = size\n") == {"size"}
    assert loads("class A:\n    size = 1\n    twice = size * 2\n") == set()


def test_what_is_bound_written_and_imported_with_a_star() -> None:
    text = "from a import *\nimport b.c\nx, (y, *z) = 1, (2, 3)\ndef f():\n    global w\n    w = 1"
    found = names.of(ast.parse(text).body)
    assert found.binds == {"b", "x", "y", "z", "f"}
    assert found.writes == {"w"}
    assert found.star
