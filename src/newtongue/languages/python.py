"""Python: the language that the problems come from. Values keep the type that they have.

A right answer 1 may be given as True, since Python's own == says so.
"""

from __future__ import annotations

import ast
import keyword
import math
import os
import sys
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.signature import Signature, Type
from newtongue.core.values import filled, natural, ordered
from newtongue.languages.base import Language, Toolchain, command, table

# Names are taken from the module builtins, since a completion may call something `list` or `max`.
_SAY = """
import builtins as newtongue_b

newtongue_ran = []


def newtongue_say(*words):
    with newtongue_b.open("/dev/fd/4", "w", encoding="utf-8", errors="replace") as channel:
        channel.write(" ".join(newtongue_b.map(newtongue_b.str, words)) + "\\n")

"""

_ANSWER = """
newtongue_say("ready", newtongue_b.len(newtongue_ran))
with newtongue_b.open("/dev/fd/3") as newtongue_nonce:
    newtongue_say("nonce", newtongue_nonce.readline().strip())
"""

# Containers are read by the built-in types' own methods, and leaves must be of exactly built-in
# types: an object with an obliging __eq__ (or a class with one, so `is`) equals nothing.
_CHECK = """
def newtongue_same(got, want, tolerance, b=newtongue_b):
    kind, wanted = b.type(got), b.type(want)
    numbers = (b.int, b.float, b.bool)
    if b.any(kind is number for number in numbers) and wanted in numbers:
        if got == want or (got != got and want != want):
            return True
        near = tolerance > 0 and b.float in (kind, wanted)
        return near and -tolerance <= got - want <= tolerance
    if wanted in (b.list, b.tuple):
        items = b.list(wanted.__iter__(got)) if b.issubclass(kind, wanted) else None
        return items is not None and b.len(items) == b.len(want) and b.all(
            newtongue_same(x, y, tolerance) for x, y in b.zip(items, want)
        )
    if wanted is b.dict:
        pairs = b.list(b.dict.items(got)) if b.issubclass(kind, b.dict) else None
        return pairs is not None and b.len(pairs) == b.len(want) and b.all(
            newtongue_plain(key) and key in want and newtongue_same(x, want[key], tolerance)
            for key, x in pairs
        )
    if wanted in (b.set, b.frozenset):
        base = b.next((c for c in (b.set, b.frozenset) if b.issubclass(kind, c)), None)
        items = b.list(base.__iter__(got)) if base else [newtongue_b]
        return b.all(b.map(newtongue_plain, items)) and b.set(items) == want
    return kind is wanted and newtongue_plain(got) and got == want


def newtongue_plain(key, b=newtongue_b):
    kind = b.type(key)
    if kind is b.tuple or kind is b.frozenset:
        return b.all(b.map(newtongue_plain, key))
    return b.any(kind is plain for plain in (b.int, b.float, b.bool, b.str, b.type(None)))


def newtongue_check(index, got, want, tolerance, b=newtongue_b):
    if not newtongue_same(got, want, tolerance):
        try:
            shown = b.repr(got)[:SHOWN]
        except b.Exception:
            shown = b.type(got).__name__
        newtongue_say("failed", index, "".join(c if c.isprintable() else "?" for c in shown))
        raise b.SystemExit(1)
    newtongue_ran.append(index)


"""

_OURS = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
_AT = r'  File "[^"\n]*main\.py", line (\d+)'

_FOREIGN = """
{tests}


try:
    {call}
except newtongue_b.AssertionError:
    newtongue_say("failed", newtongue_b.len(newtongue_ran), "")
    raise
"""


class Python(Language):
    """Prompts in the manner of HumanEval: `typing` names, then the docstring."""

    title, aliases, extension, fence = "Python", ("py", "python3"), ".py", "python"

    # -- write ---------------------------------------------------------------
    typed = False
    headline = "def {name}({params}) -> {returns}:"
    types = table(
        "int: int | float: float | bool: bool | str: str | none: None | any: Any | ...: ..."
        " | list: List[{}] | set: Set[{}] | dict: Dict[{}, {}] | tuple: Tuple[{}]"
        " | optional: Optional[{}] | union: Union[{}]"
    )
    keywords = " ".join(keyword.kwlist)
    harness = f"{_SAY}{_CHECK}CHECKS\n{_ANSWER}"
    leave = ("        raise b.SystemExit(1)\n", "")
    lookup = "    return {\nROWS\n    }[repr((PARAMS,))]\n"
    answer, strict, bool_is_int = "        repr(({args},)): {answer},\n", "python.py", True

    def shape(self, t: Type) -> Type:
        return filled(t)

    def value(self, v: Any, t: Type) -> str:
        natural(v)  # refuses what is not plain data
        return _literal(v)

    def opening(self, signature: Signature) -> str:
        types = [inner for t in signature.types() for inner in filled(t).walk()]
        used = {self.types.get(t.name, "").split("[")[0] for t in types}
        names = sorted(name for name in used - {"None"} if name[:1].isupper())
        return f"from typing import {', '.join(names)}\n\n" if names else ""

    def doc(self, text: str) -> str:
        raw = "\\" in text and '"""' not in text
        if not raw:
            text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        first, *rest = text.split("\n")
        lines = [f'    {"r" if raw else ""}"""{first}', *(f"    {line}".rstrip() for line in rest)]
        return "\n".join(lines) + '\n    """\n'

    def prompt(self, doc: str, signature: Signature) -> str:
        return self.opening(signature) + self.head(signature) + self.doc(doc)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"python": ("/usr/bin/python3", _OURS, "python3")},
        version=("{python}", "--version"),
        least=(3, 11),
        apt=("python3",),
    )
    # -S: no site-packages. Not -I: it ignores PYTHONHASHSEED, and sets would lose their order
    run = command("{python} -s -S -P -B {source}")
    source, warm = "main.py", command("{python} -s -S -P -B {boot} {launcher} {source}")
    environment, extractor = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}, "ast"

    # -- read ----------------------------------------------------------------
    stops = ("\ndef", "\nclass", "\nif", "\n#", "\n@", "\nprint", "\nassert", "\nimport", "\nfrom")
    errors = (
        # the program's own: what eval or compile raise at run time is an exception
        (Outcome.SYNTAX, rf"^{_AT}\n(?:    .*\n){{0,2}}(?:SyntaxError|IndentationError|TabError):"),
        (Outcome.MEMORY, r"^MemoryError"),
        (Outcome.ASSERTION, r"^AssertionError"),
    )
    line_pattern, docstrings = rf"[\s\S]*{_AT}", "(module (string) @d) (block (string) @d)"
    suspicious = (
        r"\b(?:import|from)\b.{,60}\b(?:gc|dis|atexit|ctypes|inspect|builtins)\b|\bsys\.(?:modules|_)",
        r"__(?:file|code|eq|ne|hash|class|builtins|import|globals|(?:sub|instance)classcheck)__",
        r"\b(?:os\.(?:_exit|exec\w+|fork|dup2?|read|write)|f_locals|settrace|setprofile)\b",
    )

    def adapt(self, tests: str) -> tuple[str, int]:
        """Count each assertion when it has held, then ask for the nonce."""
        try:
            tree = ast.parse(tests)
        except (SyntaxError, ValueError):
            raise Unsupported("foreign tests that are not Python") from None
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        calls = [node for node in tree.body if isinstance(node, ast.Expr)]
        if [f.name for f in functions] != ["check", "test_check"] or tree.body[2:] != calls[-1:]:
            raise Unsupported("foreign tests with another frame than MultiPL-E's")
        check = functions[0]
        count = sum(isinstance(node, ast.Assert) for node in check.body)
        if count != sum(isinstance(node, ast.Assert) for node in ast.walk(tree)):
            raise Unsupported("foreign tests with assertions in loops or branches")
        counted = ast.parse("newtongue_ran.append(1)").body
        check.body = [
            s
            for old in check.body
            for s in [old, *(counted if isinstance(old, ast.Assert) else ())]
        ]
        checks = "\n\n\n".join(map(ast.unparse, functions))
        return _SAY + _FOREIGN.format(tests=checks, call=ast.unparse(calls[0])) + _ANSWER, count


def _literal(v: Any) -> str:
    """A literal that evaluates to an equal value of the same types, the same in every process."""
    match v:
        case float() if not math.isfinite(v):
            return f"float('{v!r}')"
        case int() if v.bit_length() > 10_000:
            return hex(v)  # Python refuses to read long decimals
        case dict():
            return f"{{{', '.join(f'{_literal(k)}: {_literal(x)}' for k, x in v.items())}}}"
        case list() | tuple() | set() | frozenset():
            return _container(v)
    return repr(v)


def _container(v: Any) -> str:
    items = ", ".join(map(_literal, v if isinstance(v, list | tuple) else ordered(v)))
    if isinstance(v, list | tuple):
        return f"[{items}]" if isinstance(v, list) else f"({items}{',' * (len(v) == 1)})"
    text = f"{{{items}}}" if v else "set()"
    return text if isinstance(v, set) else f"frozenset({text})"


language = Python()
