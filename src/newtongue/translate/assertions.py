"""Assertions of Python tests to cases, by their syntax tree alone: nothing is executed.

What can't be said as a case raises Unsupported with a short reason, so that reasons can be
counted. An assertion that no answer can fail (`assert True`) is no case and is left out. How a
function and its text are read stands in parse, what a constant is in constants.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Type
from newtongue.translate.constants import bind, constant, parse
from newtongue.translate.infer import conforms

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
class _Reader:
    """The names under which the function is called, its parameters, and the constants so far."""

    calls: frozenset[str]
    params: Sequence[str]
    names: dict[str, Any]


def cases(tests: str, function: str, params: Sequence[str]) -> Iterator[Case]:
    """The cases of test source that calls `function`, by its name or as `candidate`."""
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
    if not conforms(expected, NUMBER):
        raise Unsupported(FORM)
    tolerance = max(words.get("rel_tol", 1e-9) * abs(expected), words.get("abs_tol", 0.0))
    return _tolerant(left, expected, tolerance, reader)


def _tolerant(call: ast.expr, expected: Any, tolerance: Any, reader: _Reader) -> Case:
    numbers = all(conforms(v, NUMBER) for v in (expected, tolerance))
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
