"""What a piece of a module needs to stand alone: imports, and helpers of its own module.

A call graph over the names that the module defines at its top level, followed from the piece until
every name is a builtin, an import that is allowed, or something that is brought along. A statement
that changes a helper when the module is loaded (`TABLE[key] = value` in a loop) comes with it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from newtongue.curate.extract import module as modules
from newtongue.curate.extract import names
from newtongue.curate.extract.module import Module
from newtongue.curate.extract.refused import Refusal
from newtongue.curate.extract.rules import tokens
from newtongue.curate.extract.settings import Extract


@dataclass(frozen=True, slots=True)
class Whole:
    """A part of a program that needs nothing else."""

    text: str
    imports: tuple[str, ...]
    helpers: tuple[str, ...]
    """Names that the helpers define, in the order of the text."""
    nodes: tuple[ast.stmt, ...]
    """The helpers' trees."""


@dataclass(slots=True)
class _Search:
    module: Module
    settings: Extract
    index: int
    """Of the statement that the piece stands in, which is not its own helper."""
    chosen: set[int] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    """Every name of the module that something needs."""


def whole(module: Module, index: int, text: str, piece: ast.stmt, settings: Extract) -> Whole:
    """A piece with all that it needs: statement `index`, or the part of it that `text` has.

    The piece stands last, unless a helper needs it. Raises Refusal with the first reason in the
    order of the names.
    """
    search = _Search(module, settings, index)
    needs = names.of([piece])
    _direct(search, needs)
    _follow(search, needs)
    imports = _imports(search)
    helpers = [module.statements[i] for i in sorted(search.chosen)]
    own = module.statements[index]
    recursive = any(own.names.binds & h.names.loads for h in helpers)
    order = sorted([own, *helpers], key=lambda s: s.first) if recursive else [*helpers, own]
    future = any(n.annotated for n in (needs, *(h.names for h in helpers)))
    head = [line for line in (module.future * future, *imports) if line]
    parts = [text if statement is own else module.own(statement) for statement in order]
    joined = _spaced("\n".join(head), parts)
    length = tokens(joined)
    if length > settings.whole_tokens:
        raise Refusal("too long with its helpers", f"{length} tokens")
    brought = [n for h in helpers for n in sorted(h.names.binds & search.wanted)]
    unique = tuple(dict.fromkeys(brought))
    return Whole(joined, tuple(head), unique, tuple(h.node for h in helpers))


def _direct(search: _Search, needs: names.Names) -> None:
    """The imports that the piece itself needs are looked at first, as `glance` does."""
    module, packages = search.module, search.settings.packages
    for name in sorted(needs.loads):
        for binder in module.binders.get(name, ()):
            if module.statements[binder].imports:
                modules.allowed(module.statements[binder].names.imports, packages)
    modules.allowed(needs.imports, packages)


def _follow(search: _Search, needs: names.Names) -> None:
    waiting = [needs]
    while waiting:
        found = waiting.pop()
        if found.writes:
            raise Refusal("changes a global", min(found.writes))
        if found.star:
            raise Refusal("star import")
        for name in sorted(found.loads - search.wanted):
            search.wanted.add(name)
            for index in _definitions(search, name):
                if index not in search.chosen:
                    search.chosen.add(index)
                    waiting.append(search.module.statements[index].names)
        if len(search.chosen) > search.settings.helpers:
            raise Refusal("too many helpers", f"more than {search.settings.helpers}")


def _definitions(search: _Search, name: str) -> list[int]:
    """Statements to bring along for a name; plain imports are found again by `_imports`."""
    module = search.module
    binders = module.binders.get(name, [])
    if module.star and (not binders or all(i > search.index for i in binders)):
        raise Refusal("star import", name)
    if not binders:
        if name in modules.DYNAMIC:
            raise Refusal("names that are found at run time", name)
        if name not in modules.BUILTINS:
            raise Refusal("a name that nothing defines", name)
        return []
    for index in binders:
        modules.allowed(module.statements[index].names.imports, search.settings.packages)
    if all(module.statements[index].imports for index in binders):
        return []
    both = {*binders, *module.changers.get(name, ())} - {search.index}
    return sorted(i for i in both if not module.statements[i].imports)


def _imports(search: _Search) -> list[str]:
    """The import statements again, each with only the names that are needed."""
    found = []
    for statement in search.module.statements:
        node = statement.node
        if isinstance(node, ast.Import):
            used = [a for a in node.names if names.bound_by(a, node) in search.wanted]
            found += [f"import {_alias(alias)}" for alias in used]
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            used = [a for a in node.names if names.bound_by(a, node) in search.wanted]
            if used:
                found.append(f"from {node.module} import {', '.join(map(_alias, used))}")
    return list(dict.fromkeys(found))


def _alias(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _spaced(head: str, parts: Sequence[str]) -> str:
    """Parts of a program: two empty lines around what has a body, none between plain lines."""
    text, plain = head, False
    for index, part in enumerate(parts):
        was, plain = plain, "\n" not in part
        if text:
            text += "\n" if was and plain else "\n\n" if plain and not index else "\n\n\n"
        text += part
    return text + "\n"
