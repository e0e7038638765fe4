"""A look at the functions of a Python file one by one, before the file is parsed as a whole.

Most files offer nothing: their functions have no documentation, return nothing, are trivial, or
need what another package has. That shows in a function's own lines and the file's imports, which
are parsed in a fraction of the file's time. Only where one of them passes is the whole module read,
and then every reason is found again from its tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from newtongue.curate.extract import module as modules
from newtongue.curate.extract import names
from newtongue.curate.extract.refused import Refusal
from newtongue.curate.extract.settings import Extract

# Each pattern reads a text once: none goes through to its end from many places.
_TOP = re.compile(r"^(?:(@)|(?:async[ \t]+)?def[ \t]+(\w+)|[^\s#)\]}])", re.MULTILINE)
"""Where something begins at the start of a line: a decorator, a function, or anything else."""
_IMPORT = re.compile(r"^(?:import|from)[ \t][^\n(\\;]*(?:\([^()]*\))?", re.MULTILINE)
_END = re.compile(r"^[^\s#)\]}]", re.MULTILINE)
"""Where a line begins what is not the function any more. Inside a string or between brackets that
comes too early: what is cut off there does not parse, and the whole file is read instead."""
_DOCUMENTED = re.compile(r"(?:^|:)[ \t\f]*\(*[rRuU]?[\"']", re.MULTILINE)
"""What stands before a documentation, and before some other strings, too."""

Judge = Callable[[ast.stmt, str], None]
"""Raises Refusal for a function that its own lines refuse."""


def refusals(text: str, settings: Extract, judge: Judge) -> list[tuple[int, str, Refusal]] | None:
    """(line, name, why) of each function at the top level; None where one may pass.

    A `def` at the start of a line inside a string is counted as a function here.
    """
    look = _Look(text, settings, judge)
    found = []
    line, at = 1, 0
    for start, name, here in _heads(text):
        end = _END.search(text, here)
        why = look.judged(text[start : end.start() if end else len(text)])
        if why is None:
            return None
        line += text.count("\n", at, here)
        at = here
        found.append((line, name, why))
    return found


def _heads(text: str) -> Iterator[tuple[int, str, int]]:
    """(where it begins, its name, where the name begins) of each function, decorators included."""
    first: int | None = None
    for top in _TOP.finditer(text):
        if top.group(1):
            first = top.start() if first is None else first
            continue
        if top.group(2):
            yield (top.start() if first is None else first), top.group(2), top.start(2)
        first = None


class _Look:
    """One file's imports are read once, when a function first needs them."""

    def __init__(self, text: str, settings: Extract, judge: Judge) -> None:
        self.text = text
        self.settings = settings
        self.judge = judge
        self._foreign: dict[str, Refusal] | None = None

    def judged(self, segment: str) -> Refusal | None:
        """Why a function is refused, or None where it passes or its lines alone don't tell."""
        if self.settings.words and not _DOCUMENTED.search(segment):
            return Refusal("no documentation")
        try:
            body = modules.quietly(segment).body
        except (SyntaxError, ValueError):
            return None
        if len(body) != 1:
            return None
        try:
            self.judge(body[0], segment.rstrip())
        except Refusal as why:
            return why
        return self._needs(body[0]) if self.settings.self_contained else None

    def _needs(self, node: ast.stmt) -> Refusal | None:
        foreign = self.foreign
        if not foreign:
            return None
        return next((foreign[n] for n in sorted(names.of([node]).loads) if n in foreign), None)

    @property
    def foreign(self) -> dict[str, Refusal]:
        """Name -> why the import that defines it is not allowed."""
        if self._foreign is None:
            self._foreign = {}
            for found in _IMPORT.finditer(self.text):
                try:
                    (node,) = modules.quietly(found.group()).body
                except (SyntaxError, ValueError):
                    continue
                if isinstance(node, ast.Import | ast.ImportFrom):
                    self._read(node)
        return self._foreign

    def _read(self, node: ast.Import | ast.ImportFrom) -> None:
        assert self._foreign is not None
        try:
            modules.allowed([node], self.settings.packages)
        except Refusal as why:
            for alias in node.names:
                if alias.name != "*":
                    self._foreign.setdefault(names.bound_by(alias, node), why)
