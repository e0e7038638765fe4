"""Which names a piece of Python needs from its module, by Python's own rules of scope.

The rules are those of the language reference, section 4.2 (naming and binding): a function sees
what encloses it but for classes; a comprehension is a function whose first iterable is evaluated
outside; `:=` binds outside comprehensions; a class body falls back to the module for a name that
it has not bound yet; private names are mangled. The oracle in the tests is CPython's symtable.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from newtongue.curate.extract.scopes import Scope

Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class Names:
    """What a statement at a module's top level has to do with the module's names."""

    loads: frozenset[str]
    """Needed from the module or the builtins when it runs, or when what it defines runs."""
    binds: frozenset[str]
    """Defined in the module."""
    writes: frozenset[str]
    """Names of the module that a function in it changes (`global`)."""
    star: bool
    """It imports whatever another module has."""
    imports: tuple[Import, ...]
    """Its import statements, at any depth."""
    annotated: bool
    """It says types."""


def of(statements: Iterable[ast.AST]) -> Names:
    """The names of statements at the top level of a module."""
    walk = _Walk()
    for statement in statements:
        walk.visit(statement, walk.top)
    return Names(
        frozenset(walk.top.used | walk.top.inner),
        frozenset(walk.top.bound),
        frozenset(walk.writes),
        walk.star,
        tuple(walk.imports),
        walk.annotates,
    )


class _Walk:
    """One pass over a tree; a scope is settled when its end is reached."""

    def __init__(self) -> None:
        self.top = Scope("module")
        self.writes: set[str] = set()
        self.star = False
        self.annotates = False
        self.imports: list[Import] = []

    def visit(self, node: Any, scope: Scope) -> None:
        rule = _RULES.get(type(node))
        if rule is not None:
            rule(self, node, scope)
            return
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                self.each(value, scope)
            elif isinstance(value, ast.AST):
                self.visit(value, scope)

    def each(self, nodes: Iterable[Any], scope: Scope) -> None:
        for node in nodes:
            if isinstance(node, ast.AST):  # a dict's `**x` has None for a key
                self.visit(node, scope)

    def close(self, scope: Scope) -> None:
        """Hand what a scope did not find in itself to the one around, or to the module."""
        outer = scope.parent
        assert outer is not None
        own = scope.bound - scope.module - scope.nonlocals
        # what a class binds is not seen from inside its functions, and `use` knows the rest
        needed = (scope.used | scope.inner) - (set() if scope.kind == "class" else own)
        self.writes |= scope.module & scope.bound
        self.top.inner |= scope.module & (needed | scope.bound)
        outer.inner |= needed - scope.module

    # -- rules of single kinds of nodes ----------------------------------------

    def name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            scope.use(node.id)
        else:
            scope.bind(node.id)

    def augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        if isinstance(node.target, ast.Name):
            scope.use(node.target.id)
        self.visit(node.value, scope)
        self.visit(node.target, scope)

    def assigned(self, node: ast.Assign, scope: Scope) -> None:
        self.visit(node.value, scope)  # before the targets: a class body has an order
        self.each(node.targets, scope)

    def annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        self.annotation(node.annotation, scope)
        if node.value is not None:
            self.visit(node.value, scope)
        self.visit(node.target, scope)

    def annotation(self, node: ast.expr | None, scope: Scope) -> None:
        """A type, whose quoted parts are types, too, but for those that are literal values."""
        self.annotates |= node is not None
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                self.visit(ast.parse(node.value.strip(), mode="eval").body, scope)
            except (SyntaxError, ValueError):
                return
        elif isinstance(node, ast.Subscript):
            self.visit(node.value, scope)
            called = getattr(node.value, "attr", getattr(node.value, "id", ""))
            inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            for index, part in enumerate(inside):
                quoted = called != "Literal" and not (called == "Annotated" and index)
                self.annotation(part, scope) if quoted else self.visit(part, scope)
        elif isinstance(node, ast.BinOp):
            self.annotation(node.left, scope)
            self.annotation(node.right, scope)
        elif isinstance(node, ast.List):
            for part in node.elts:
                self.annotation(part, scope)
        elif node is not None:
            self.visit(node, scope)

    def walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        self.visit(node.value, scope)
        target = scope
        while target.kind == "comprehension" and target.parent is not None:
            target = target.parent
        target.bind(node.target.id)
        # inside the comprehension the name is that of the scope around
        if target is not scope:
            scope.used.add(scope.mangled(node.target.id))

    def function(self, node: Any, scope: Scope) -> None:
        self.each(node.decorator_list, scope)
        self.defaults(node.args, scope)
        around = self.parameters(node, scope)
        for argument in _arguments(node.args):
            self.annotation(argument.annotation, around)
        self.annotation(node.returns, around)
        scope.bind(node.name)
        self.body(node.args, node.body, around)
        if around is not scope:
            self.close(around)

    def lambda_(self, node: ast.Lambda, scope: Scope) -> None:
        self.defaults(node.args, scope)
        self.body(node.args, [node.body], scope)

    def defaults(self, arguments: ast.arguments, scope: Scope) -> None:
        self.each(arguments.defaults, scope)
        self.each(arguments.kw_defaults, scope)

    def body(self, arguments: ast.arguments, body: Iterable[Any], scope: Scope) -> None:
        inside = Scope("function", scope, scope.owner)
        for argument in _arguments(arguments):
            inside.bind(argument.arg)
        self.each(body, inside)
        self.close(inside)

    def parameters(self, node: Any, scope: Scope) -> Scope:
        """The scope of type parameters (Python 3.12), or the one around where there are none."""
        found = getattr(node, "type_params", None)
        if not found:
            return scope
        around = Scope("function", scope, scope.owner)
        for parameter in found:
            around.bind(parameter.name)
            if getattr(parameter, "bound", None) is not None:
                self.visit(parameter.bound, around)
        return around

    def class_(self, node: ast.ClassDef, scope: Scope) -> None:
        self.each(node.decorator_list, scope)
        around = self.parameters(node, scope)
        self.each(node.bases, around)
        self.each(node.keywords, around)
        inside = Scope("class", around, node.name)
        inside.bound |= {"__module__", "__qualname__"}
        self.each(node.body, inside)
        self.close(inside)
        if around is not scope:
            self.close(around)
        scope.bind(node.name)

    def comprehension(self, node: Any, scope: Scope) -> None:
        first = node.generators[0]
        self.visit(first.iter, scope)
        inside = Scope("comprehension", scope, scope.owner)
        for generator in node.generators:
            self.visit(generator.target, inside)
        for generator in node.generators:
            if generator is not first:
                self.visit(generator.iter, inside)
            self.each(generator.ifs, inside)
        for name in ("elt", "key", "value"):
            if (part := getattr(node, name, None)) is not None:
                self.visit(part, inside)
        self.close(inside)

    def handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        if node.type is not None:
            self.visit(node.type, scope)
        if node.name:
            scope.bind(node.name)
        self.each(node.body, scope)

    def imported(self, node: Import, scope: Scope) -> None:
        self.imports.append(node)
        for alias in node.names:
            if alias.name == "*":
                self.star = True
            else:
                scope.bind(bound_by(alias, node))

    def captured(self, node: Any, scope: Scope) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name:
            scope.bind(name)
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope)

    def global_(self, node: ast.Global, scope: Scope) -> None:
        scope.module |= {scope.mangled(name) for name in node.names}

    def nonlocal_(self, node: ast.Nonlocal, scope: Scope) -> None:
        scope.nonlocals |= {scope.mangled(name) for name in node.names}
        scope.used |= {scope.mangled(name) for name in node.names}


def bound_by(alias: ast.alias, node: Import) -> str:
    """The name that an import defines: `import a.b` defines a."""
    if alias.asname or isinstance(node, ast.ImportFrom):
        return alias.asname or alias.name
    return alias.name.split(".")[0]


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [a for a in (arguments.vararg, arguments.kwarg) if a is not None]


_RULES: dict[type, Callable[[_Walk, Any, Scope], None]] = {
    ast.Name: _Walk.name,
    ast.AugAssign: _Walk.augmented,
    ast.Assign: _Walk.assigned,
    ast.AnnAssign: _Walk.annotated,
    ast.NamedExpr: _Walk.walrus,
    ast.FunctionDef: _Walk.function,
    ast.AsyncFunctionDef: _Walk.function,
    ast.Lambda: _Walk.lambda_,
    ast.ClassDef: _Walk.class_,
    ast.ListComp: _Walk.comprehension,
    ast.SetComp: _Walk.comprehension,
    ast.DictComp: _Walk.comprehension,
    ast.GeneratorExp: _Walk.comprehension,
    ast.ExceptHandler: _Walk.handler,
    ast.Import: _Walk.imported,
    ast.ImportFrom: _Walk.imported,
    ast.MatchAs: _Walk.captured,
    ast.MatchStar: _Walk.captured,
    ast.MatchMapping: _Walk.captured,
    ast.Global: _Walk.global_,
    ast.Nonlocal: _Walk.nonlocal_,
}
