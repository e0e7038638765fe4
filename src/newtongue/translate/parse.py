"""Python source to problems, by its syntax tree alone: nothing of a data set is executed.

It reads the function's signature and text, and turns each assertion of the tests into a case.
What can't be said as cases raises Unsupported with a short reason, so that reasons can be counted.
An assertion that a bare answer can't fail (`assert True`) is no case and is left out.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Type
from newtongue.translate import infer
from newtongue.translate.constants import bind, constant, parse

MAX_CASES = 10_000
RANDOM = "tests draw random numbers"
MORE = "tests do more than assert"
UNORDERED = "a test compares without order"
CONVERTED = "a test converts the answer before it compares"
TOO_FEW = "a test leaves out an argument"
FORM = "an assertion of another form"
NUMBER = Type("float")
_CONVERSIONS = ("set", "frozenset", "sorted", "Counter")


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
    cases = tuple(_cases(row.tests, row.function, names))
    if not cases:
        raise Unsupported("no test")
    given = max(len(case.args) for case in cases)
    if given + len(node.args.defaults) < len(names):
        raise Unsupported(TOO_FEW)
    declared = [(arg.arg, infer.annotation(arg.annotation)) for arg in node.args.args[:given]]
    cases = tuple(_complete(case, node, given) for case in cases)
    doc = _docstring(node) if row.doc is None else row.doc.strip()
    return Problem(
        name=row.name,
        doc=doc,
        signature=infer.signature(row.function, declared, infer.annotation(node.returns), cases),
        cases=cases,
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


def _docstring(node: ast.FunctionDef) -> str:
    """The first string that stands alone in the body, even behind imports."""
    for statement in node.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str(text))):
                return inspect.cleandoc(text)
            case ast.Import() | ast.ImportFrom():
                continue
        break
    return ""


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


# -- the tests ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reader:
    """The names under which the function is called, its parameters, and the constants so far."""

    calls: frozenset[str]
    params: Sequence[str]
    names: dict[str, Any]


def _cases(tests: str, function: str, params: Sequence[str]) -> Iterator[Case]:
    module = parse(tests)
    for part in ast.walk(module):
        match part:
            case ast.Import(names=aliases) if any(a.name == "random" for a in aliases):
                raise Unsupported(RANDOM)
            case ast.ImportFrom(module="random"):
                raise Unsupported(RANDOM)
    reader = _Reader(frozenset({function}), params, {})
    for count, case in enumerate(_block(module.body, reader)):
        if count >= MAX_CASES:
            raise Unsupported("too many tests")
        yield case


def _block(body: Sequence[ast.stmt], reader: _Reader) -> Iterator[Case]:
    for statement in body:
        yield from _statement(statement, reader)


def _statement(statement: ast.stmt, reader: _Reader) -> Iterator[Case]:
    match statement:
        case ast.Assert(test=test):
            yield from _assertion(test, reader)
        case ast.Assign(targets=[ast.Name() | ast.Tuple() as target], value=value):
            reader.names.update(bind(target, constant(value, reader.names)))
        case ast.For(target=target, iter=over, body=body, orelse=[]):
            for item in constant(ast.Call(ast.Name("list"), [over], []), reader.names):
                reader.names.update(bind(target, item))
                yield from _round(body, reader)
        case ast.FunctionDef(args=ast.arguments(args=[ast.arg(arg=alias)]), body=body):
            # check(candidate): the parameter is another name of the function
            inner = _Reader(reader.calls | {alias}, reader.params, dict(reader.names))
            yield from _block(body, inner)
        case _ if not _harmless(statement):
            raise Unsupported(MORE)


def _round(body: Sequence[ast.stmt], reader: _Reader) -> Iterator[Case]:
    """One round of a loop. It must test something, so that `MAX_CASES` bounds every loop."""
    count = 0
    for case in _block(body, reader):
        count += 1
        yield case
    if not count:
        raise Unsupported(MORE)


def _harmless(statement: ast.stmt) -> bool:
    """Whether a statement tests nothing: imports, runners, texts."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant() | ast.Name()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="check" | "test_check" | "print"))):
            return True
        case ast.FunctionDef(args=ast.arguments(args=[]), body=body):
            return all(map(_harmless, body))
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
    return False


def _assertion(test: ast.expr, reader: _Reader) -> Iterator[Case]:
    match test:
        case ast.Constant(value=True):
            return
        case ast.BoolOp(op=ast.And(), values=parts):
            for part in parts:
                yield from _assertion(part, reader)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call() as call):
            yield Case(_arguments(call, reader), False)
        case ast.Call() if _is_close(test.func):
            yield _close(test, reader)
        case ast.Call():
            yield Case(_arguments(test, reader), True)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from _comparison(left, op, right, reader)
        case _:
            raise Unsupported(FORM)


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, reader: _Reader) -> Iterator[Case]:
    match op:
        case ast.Eq():
            yield from _equality(left, right, reader)
        case ast.Is() if isinstance(right, ast.Constant):
            yield from _equality(left, right, reader)
        case ast.Lt() | ast.LtE():
            yield _near(left, right, reader)
        case ast.Gt() | ast.GtE():
            yield _near(right, left, reader)
        case _:
            raise Unsupported(FORM)


def _equality(left: ast.expr, right: ast.expr, reader: _Reader) -> Iterator[Case]:
    left, right = _unwrapped(left, right)
    ours, theirs = _calls_function(left, reader), _calls_function(right, reader)
    if ours and theirs:
        if ast.dump(_one_name(left)) == ast.dump(_one_name(right)):
            return  # the function compared with itself tests nothing
        raise Unsupported("a test's answer calls the function itself")
    if theirs:
        left, right = right, left
    if not isinstance(left, ast.Call):
        raise Unsupported(FORM)
    yield Case(_arguments(left, reader), constant(right, reader.names))


def _one_name(call: ast.expr) -> ast.expr:
    """A call without the name it goes by (`candidate` or the function's own)."""
    if not isinstance(call, ast.Call):
        raise Unsupported(FORM)
    return ast.Call(ast.Name(""), call.args, call.keywords)


def _unwrapped(left: ast.expr, right: ast.expr) -> tuple[ast.expr, ast.expr]:
    """`tuple(f(x)) == tuple(v)` asks what `f(x) == v` asks of a typed answer."""
    match left, right:
        case (
            ast.Call(func=ast.Name(id=a), args=[inner], keywords=[]),
            ast.Call(func=ast.Name(id=b), args=[value], keywords=[]),
        ) if a == b and a in ("tuple", "list"):
            return inner, value
    return left, right


def _near(distance: ast.expr, bound: ast.expr, reader: _Reader) -> Case:
    """`abs(f(x) - v) < t`, also with `<=`, math.fabs and the sides exchanged."""
    match distance:
        case ast.Call(
            func=ast.Name(id="abs") | ast.Attribute(attr="fabs"),
            args=[ast.BinOp(left=left, op=ast.Sub(), right=right)],
        ):
            if _calls_function(right, reader):
                left, right = right, left
            tolerance = constant(bound, reader.names)
            return _tolerant(left, constant(right, reader.names), tolerance, reader)
    raise Unsupported(FORM)


def _is_close(func: ast.expr) -> bool:
    match func:
        case ast.Name(id="isclose") | ast.Attribute(value=ast.Name(id="math"), attr="isclose"):
            return True
    return False


def _close(call: ast.Call, reader: _Reader) -> Case:
    """`math.isclose(f(x), v)`: its relative tolerance becomes absolute, of the expected value."""
    words = {str(word.arg): constant(word.value, reader.names) for word in call.keywords}
    if len(call.args) != 2 or not words.keys() <= {"rel_tol", "abs_tol"}:
        raise Unsupported(FORM)
    left, right = call.args
    if _calls_function(right, reader):
        left, right = right, left
    expected = constant(right, reader.names)
    if not infer.conforms(expected, NUMBER):
        raise Unsupported(FORM)
    tolerance = max(words.get("rel_tol", 1e-9) * abs(expected), words.get("abs_tol", 0.0))
    return _tolerant(left, expected, tolerance, reader)


def _tolerant(call: ast.expr, expected: Any, tolerance: Any, reader: _Reader) -> Case:
    numbers = all(infer.conforms(v, NUMBER) for v in (expected, tolerance))
    if not isinstance(call, ast.Call) or not numbers:
        raise Unsupported(FORM)
    return Case(_arguments(call, reader), float(expected), float(tolerance))


def _calls_function(node: ast.expr, reader: _Reader) -> bool:
    """Whether the function is called anywhere in the expression."""
    return any(isinstance(part, ast.Name) and part.id in reader.calls for part in ast.walk(node))


def _arguments(call: ast.Call, reader: _Reader) -> tuple[Any, ...]:
    """The arguments of a call of the function, by position. Raises Unsupported for other calls."""
    if not isinstance(call.func, ast.Name) or call.func.id not in reader.calls:
        inner = any(_calls_function(arg, reader) for arg in call.args)
        named = isinstance(call.func, ast.Name) and call.func.id in _CONVERSIONS
        raise Unsupported((UNORDERED if named else CONVERTED) if inner else FORM)
    given = dict(enumerate(call.args))
    for word in call.keywords:
        if word.arg not in reader.params:
            raise Unsupported(FORM)
        given[reader.params.index(word.arg)] = word.value
    if sorted(given) != list(range(len(given))) or len(given) > len(reader.params):
        raise Unsupported(TOO_FEW)
    return tuple(constant(given[at], reader.names) for at in range(len(given)))
