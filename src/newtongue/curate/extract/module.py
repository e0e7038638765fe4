"""A module of Python as a list of top-level statements: who defines a name, and who changes it."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import warnings
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from newtongue.curate.extract import names
from newtongue.curate.extract.refused import Refusal

BUILTINS = frozenset(
    name for name in dir(builtins) if not name.startswith("_") and name not in ("copyright",)
) - {"credits", "exit", "help", "license", "quit"} | {"__debug__", "__name__"}
"""What every module sees. The module `site` adds exit and its like for a person at a prompt."""

DYNAMIC = frozenset({"eval", "exec", "globals"})
"""Builtins that reach names which no reader of the text can see."""

_WINDOWS = frozenset({"msilib", "msvcrt", "nt", "winreg", "winsound"})
STANDARD = frozenset(n for n in sys.stdlib_module_names if not n.startswith("_")) - _WINDOWS
"""The standard library's top-level modules that anyone may import on any machine, of the version
that runs this."""

_MAIN = re.compile(r"""if\s*(?:\(\s*)?__name__\s*==\s*["']__main__["']""")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = (ast.If, ast.Try, ast.For, ast.While, ast.With)
_FUTURE = "__future__"


@dataclass(slots=True)
class Statement:
    """A statement at the top level, with its lines: decorators to the end, from 1."""

    node: ast.stmt
    first: int
    last: int
    shared: bool = False
    """Another statement stands on one of its lines."""
    _names: names.Names | None = None

    @property
    def names(self) -> names.Names:
        """Its names, looked up once."""
        if self._names is None:
            self._names = names.of([self.node])
        return self._names

    @property
    def imports(self) -> bool:
        """A plain import, which is written anew with only the names that are used."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)


@dataclass(slots=True)
class Module:
    """A parsed module. What needs a walk over it is found out when first asked for."""

    text: str
    statements: list[Statement]
    lines: list[str] = field(default_factory=list)
    _binders: dict[str, list[int]] | None = None
    _changers: dict[str, list[int]] | None = None
    star: bool = False
    future: str = ""
    """The import that keeps annotations from being evaluated, where the module has it."""
    mentioned: dict[int, set[str]] = field(default_factory=dict)
    """What a member of a class mentions, by the `id` of its node."""

    def segment(self, first: int, last: int) -> str:
        """The text of some lines, without a newline at its end."""
        if not self.lines:
            self.lines = self.text.split("\n")
        return "\n".join(self.lines[first - 1 : last])

    def own(self, statement: Statement) -> str:
        """The text of a statement. Raises Refusal where it stands on a line with another."""
        if statement.shared:
            raise Refusal("two statements in a line")
        return self.segment(statement.first, statement.last)

    @property
    def binders(self) -> dict[str, list[int]]:
        """Name -> the statements (their indices) that define it."""
        if self._binders is None:
            self._index()
        assert self._binders is not None
        return self._binders

    @property
    def changers(self) -> dict[str, list[int]]:
        """Name -> the statements that change what it holds when the module is loaded."""
        if self._changers is None:
            self._index()
        assert self._changers is not None
        return self._changers

    def _index(self) -> None:
        self._binders, self._changers = {}, {}
        for index, statement in enumerate(self.statements):
            node = statement.node
            if isinstance(node, ast.If) and _MAIN.match(self.segment(node.lineno, node.lineno)):
                continue  # it runs in a script only
            for name in self._bound(statement):
                self._binders.setdefault(name, []).append(index)
            if not isinstance(node, (*_DEFINITIONS, ast.Import, ast.ImportFrom)):
                for name in _changed(node):
                    self._changers.setdefault(name, []).append(index)

    def _bound(self, statement: Statement) -> frozenset[str]:
        node = statement.node
        if isinstance(node, _DEFINITIONS):
            return frozenset((node.name,))  # without a walk through its body
        if isinstance(node, ast.Import | ast.ImportFrom):
            found = [alias for alias in node.names if alias.name != "*"]
            self.star |= len(found) < len(node.names)
            if isinstance(node, ast.ImportFrom) and node.module == _FUTURE and not node.level:
                if any(alias.name == "annotations" for alias in found):
                    self.future = f"from {_FUTURE} import annotations"
                return frozenset()
            return frozenset(names.bound_by(alias, node) for alias in found)
        if isinstance(node, ast.Delete):
            return frozenset()  # what is gone at the end of the module is needed by none of it
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return frozenset()
        self.star |= isinstance(node, _BLOCKS) and statement.names.star
        return statement.names.binds


def parse(text: str) -> Module:
    """Read a module. Raises Refusal where it is not Python (of the version that runs this)."""
    try:
        tree = quietly(text)
    except (SyntaxError, ValueError) as error:
        raise Refusal("does not parse", str(getattr(error, "msg", "")) or str(error)) from None
    statements: list[Statement] = []
    for node in tree.body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        last = node.end_lineno or first
        shared = bool(statements) and statements[-1].last >= first
        if shared:
            statements[-1].shared = True
        statements.append(Statement(node, first, last, shared))
    return Module(text, statements)


def quietly(text: str) -> ast.Module:
    """Parse without the warnings that odd escapes make."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def allowed(imports: Iterable[names.Import], packages: Collection[str]) -> None:
    """Raise Refusal for an import from elsewhere than the standard library."""
    for at in imports:
        if isinstance(at, ast.ImportFrom) and at.level:
            raise Refusal("imports from its own package", at.module or ".")
        inside = [at.module or ""] if isinstance(at, ast.ImportFrom) else [a.name for a in at.names]
        for name in inside:
            top = name.split(".")[0]
            if top not in STANDARD and top not in packages and top != _FUTURE:
                raise Refusal("imports a package", top)


def _changed(node: ast.stmt) -> set[str]:
    """Names whose object a statement changes: by an item, an attribute, or a call of a method."""
    found = set()
    waiting: list[ast.AST] = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, (*_DEFINITIONS, ast.Lambda)):
            continue  # it runs later, if ever
        stored = isinstance(at, ast.Subscript | ast.Attribute) and not isinstance(at.ctx, ast.Load)
        called = isinstance(at, ast.Call) and isinstance(at.func, ast.Attribute)
        if stored or called:
            found.add(_root(at.func if isinstance(at, ast.Call) else at))
        waiting.extend(ast.iter_child_nodes(at))
    return found - {""}


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
