"""Python source to problems, by its syntax tree alone: nothing of a data set is executed.

It reads the function's signature and text; assertions reads the tests. What can't be said raises
Unsupported with a short reason, so that reasons can be counted.
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass

from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.translate import infer
from newtongue.translate.assertions import TOO_FEW, cases
from newtongue.translate.constants import constant, parse


@dataclass(frozen=True, slots=True)
class Source:
    """What a benchmark's row says, still as Python text."""

    name: str
    function: str
    code: str
    """The program part that defines the function: prompt and solution."""
    tests: str
    doc: str | None = None
    """The text, where it isn't the function's docstring."""
    benchmark: str = ""
    source: str = ""
    licence: str = ""


def problem(row: Source) -> Problem:
    """The problem that a row states. Raises Unsupported with a reason that is counted."""
    node = _function(parse(row.code), row.function)
    names = _parameters(node)
    read = tuple(cases(row.tests, row.function, names))
    if not read:
        raise Unsupported("no test")
    given = max(len(case.args) for case in read)
    if given + len(node.args.defaults) < len(names):
        raise Unsupported(TOO_FEW)
    declared = [(arg.arg, infer.annotation(arg.annotation)) for arg in node.args.args[:given]]
    complete = tuple(_complete(case, node, given) for case in read)
    doc = _docstring(node, row.code) if row.doc is None else row.doc.strip()
    return Problem(
        name=row.name,
        doc=doc,
        signature=infer.signature(row.function, declared, infer.annotation(node.returns), complete),
        cases=complete,
        benchmark=row.benchmark,
        reference=None if _placeholder(node) else row.code,
        source=row.source,
        licence=row.licence,
    )


def tested(tests: str, code: str) -> str:
    """The function of `code` that the first assertion calls; "" when there is none."""
    try:
        defined = {n.name for n in parse(code).body if isinstance(n, ast.FunctionDef)}
        asserts = [n.test for n in parse(tests).body if isinstance(n, ast.Assert)]
    except Unsupported:
        return ""
    for node in (part for test in asserts for part in ast.walk(test)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in defined:
                return str(name)
    return ""


# -- the function -------------------------------------------------------------


def _function(module: ast.Module, name: str) -> ast.FunctionDef:
    found = [n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == name]
    if not found:
        raise Unsupported("the function is not defined")
    return found[-1]


def _parameters(node: ast.FunctionDef) -> list[str]:
    args = node.args
    if args.vararg or args.kwarg or args.kwonlyargs or args.posonlyargs:
        raise Unsupported("parameters that are not plain")
    return [arg.arg for arg in args.args]


def _docstring(node: ast.FunctionDef, code: str) -> str:
    """The first string that stands alone in the body, even behind imports."""
    for statement in node.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str(text)) as literal):
                return inspect.cleandoc(_as_written(text, ast.get_source_segment(code, literal)))
            case ast.Import() | ast.ImportFrom():
                continue
        break
    return ""


def _as_written(text: str, segment: str | None) -> str:
    """The text; as its source has it where a `\\n` in a doctest would tear the line apart."""
    written = re.fullmatch(r"[uU]?(\"{3}|'{3})(.*)\1", segment or "", re.DOTALL)
    if written is None or written[2].count("\n") == text.count("\n"):
        return text
    return written[2]


def _placeholder(node: ast.FunctionDef) -> bool:
    """Whether the body holds nothing but texts and `pass`."""
    return all(
        isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in node.body
    )


def _complete(case: Case, node: ast.FunctionDef, given: int) -> Case:
    """The case with the defaults of the arguments that it leaves out and others give."""
    missing = range(len(case.args), given)
    first = len(node.args.args) - len(node.args.defaults)
    if any(at < first for at in missing):
        raise Unsupported(TOO_FEW)
    rest = tuple(constant(node.args.defaults[at - first]) for at in missing)
    return Case((*case.args, *rest), case.expected, case.tolerance)
