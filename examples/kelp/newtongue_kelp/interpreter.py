"""Runs programs of Kelp, a small language that a company might have made for itself.

    python interpreter.py PROGRAM.kelp

A program is read whole into the tree of its Python equivalent, then run. What ends it early is one
line on standard error: `kelp: cannot read line 3: ...` (exit code 2) before anything runs, or
`kelp: line 3: trouble: ...` (exit code 1).
"""

from __future__ import annotations

import ast
import operator
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

VERSION = "kelp 1.2"
TOKEN = re.compile(
    r'(?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<word>[A-Za-z_]\w*)'
    r"|(?P<mark>//|!=|<=|>=|[-+*/%=<>()\[\]{},:])|(?P<line>\n)|(?P<none>[ \t]+|#[^\n]*)"
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
CONSTANTS = {"yes": True, "no": False, "nothing": None, "inf": float("inf"), "nan": float("nan")}
WORDS = {*CONSTANTS, *["to", "end", "put", "in", "if", "else", "while", "give", "and", "or", "not"]}
LEVELS = (("or",), ("and",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "//", "%"))
KINDS = {bool: "truth", int: "whole", float: "decimal", str: "text", list: "list", dict: "table"}
KINDS[type(None)] = "nothing"


# -- what values are -----------------------------------------------------------------


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{show(value)} is neither yes nor no")
    return value


def same(a: Any, b: Any) -> bool:
    """Deep equality: whole and decimal numbers compare by number, other kinds never mix."""
    if type(a) is not type(b) and not {type(a), type(b)} <= {int, float}:
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(k in b and same(x, b[k]) for k, x in a.items())
    return bool(a == b)


def show(value: Any) -> str:
    """A value as a program writes it, on one line."""
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(k)}: {show(x)}" for k, x in value.items()) + "}"
    words = [word for word, known in CONSTANTS.items() if known is value]
    return words[0] if words else repr(value) if isinstance(value, int | float) else "a task"


def read(path: str) -> str:
    with Path(path).open(encoding="utf-8") as file:
        return file.readline().rstrip("\n")


TASKS: dict[str, Any] = {
    "size": len,
    "kind": lambda value: KINDS.get(type(value), "task"),
    "show": show,
    "text": lambda value: value if isinstance(value, str) else show(value),
    "whole": int,
    "decimal": float,
    "part": lambda values, start, stop: values[start:stop],
    "push": lambda values, value: values.append(value),
    "has": lambda values, value: value in values,
    "keys": list,
    "say": lambda value: sys.stdout.write(TASKS["text"](value) + "\n"),
    "read": read,
    "write": lambda path, text: Path(path).write_text(text + "\n", "utf-8", "replace"),
    "stop": sys.exit,
}
_MARKS = ["<", "<=", ">", ">=", "+", "-", "*", "/", "//", "%"]
_ACTS = ["lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod"]
OPERATORS: dict[str, Any] = {
    "truth?": truth,
    "=": same,
    "!=": lambda a, b: not same(a, b),
    **{mark: getattr(operator, act) for mark, act in zip(_MARKS, _ACTS, strict=True)},
}
"""Names that no program can write."""


# -- reading ---------------------------------------------------------------------------


def call(name: str, *values: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), list(values), [])


def unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1][2:-1], 16)) if match[1][0] == "u" else ESCAPES.get(match[1], match[1])


class Reader:
    """Reads the tokens of a program from first to last."""

    def __init__(self, source: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        self.at = at = depth = 0
        line = 1
        while at < len(source):
            match = TOKEN.match(source, at)
            if match is None:
                raise ValueError(f"line {line}: {source[at]!r}")
            sort, text, at = str(match.lastgroup), match[0], match.end()
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if sort != "none" and not (sort == "line" and depth > 0):
                self.tokens.append((sort, text, line))
            line += sort == "line"
        self.tokens += [("line", "\n", line), ("over", "", line)]

    def see(self, *texts: str) -> bool:
        return self.tokens[self.at][1] in texts

    def take(self, *texts: str) -> str:
        _, text, line = self.tokens[self.at]
        if (texts and text not in texts) or text == "":
            raise ValueError(f"line {line}: {text!r}")
        self.at += 1
        return text

    def name(self) -> str:
        sort, text, line = self.tokens[self.at]
        if sort != "word" or text in WORDS:
            raise ValueError(f"line {line}: {text!r} as a name")
        return self.take()

    def items(self, opening: str, closing: str, item: Callable[[], Any]) -> list[Any]:
        found: list[Any] = []
        self.take(opening)
        while not self.see(closing):
            found.append(item())
            if not self.see(closing):
                self.take(",")
        self.take(closing)
        return found

    def block(self, *ends: str) -> list[ast.stmt]:
        """Lines up to a word that ends them, which is not taken."""
        found: list[ast.stmt] = []
        while not self.see(*ends):
            if not self.see("\n"):
                line = self.tokens[self.at][2]
                found.append(self.statement())
                found[-1].lineno = found[-1].end_lineno = line
            if not self.see(*ends):
                self.take("\n")
        return found or [ast.Pass()]

    def statement(self) -> ast.stmt:
        word = self.take() if self.see("to", "put", "give", "if", "while") else ""
        if word == "to":
            name, params = self.name(), [ast.arg(p) for p in self.items("(", ")", self.name)]
            body = self.block("end")
            self.take()
            values = ast.arguments([], params, None, [], [], None, [])
            return ast.FunctionDef(name, values, body, [], None, None)
        if word in ("if", "while"):
            return self.branch(word)
        value = self.expression()
        if word == "put":
            self.take("in")
            place = self.postfix()
            if isinstance(place, ast.Name | ast.Subscript):
                place.ctx = ast.Store()  # any other place is refused when all is read
            return ast.Assign([place], value)
        return ast.Return(value) if word == "give" else ast.Expr(value)

    def branch(self, word: str) -> ast.stmt:
        test, other = call("truth?", self.expression()), list[ast.stmt]()
        body = self.block("end", "else") if word == "if" else self.block("end")
        if self.take() == "else":
            if self.see("if"):  # `else if` shares the last `end`
                return ast.If(test, body, [self.branch(self.take())])
            other = self.block("end")
            self.take()
        return ast.If(test, body, other) if word == "if" else ast.While(test, body, [])

    def expression(self, level: int = 0) -> ast.expr:
        if level == len(LEVELS):
            return self.postfix()
        if level == 2 and self.see("not"):
            self.take()
            return ast.UnaryOp(ast.Not(), call("truth?", self.expression(2)))
        left = self.expression(level + 1)
        while self.see(*LEVELS[level]):
            word, right = self.take(), self.expression(level + 1)
            if level < 2:
                both = [call("truth?", left), call("truth?", right)]
                left = ast.BoolOp(ast.And() if word == "and" else ast.Or(), both)
            else:
                left = call(word, left, right)
        return left

    def postfix(self) -> ast.expr:
        if self.see("-"):
            self.take()
            return ast.UnaryOp(ast.USub(), self.postfix())
        left = self.atom()
        while self.see("[", "("):
            if self.see("("):
                left = ast.Call(left, self.items("(", ")", self.expression), [])
            else:
                left = ast.Subscript(left, self.items("[", "]", self.expression)[0], ast.Load())
        return left

    def atom(self) -> ast.expr:
        sort, text, _ = self.tokens[self.at]
        if self.see("("):
            inner: list[ast.expr] = self.items("(", ")", self.expression)
            return inner[0]
        if self.see("["):
            return ast.List(self.items("[", "]", self.expression), ast.Load())
        if self.see("{"):
            pairs = self.items("{", "}", self.pair)
            return ast.Dict([pair[0] for pair in pairs], [pair[1] for pair in pairs])
        if sort == "number":
            return ast.Constant(float(text) if {".", "e"} & {*self.take()} else int(text))
        if sort == "text":
            return ast.Constant(re.sub(r"\\(u\{\w+\}|.)", unescaped, self.take()[1:-1]))
        known = text in CONSTANTS
        return ast.Constant(CONSTANTS[self.take()]) if known else ast.Name(self.name(), ast.Load())

    def pair(self) -> list[ast.expr]:
        key, _ = self.expression(), self.take(":")
        return [key, self.expression()]


# -- running ---------------------------------------------------------------------------


def main(path: str) -> int:
    """Read and run a program; returns the exit code."""
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(10_000)
    try:
        tree = ast.Module(Reader(Path(path).read_text("utf-8")).block(""), [])
        program = compile(ast.fix_missing_locations(tree), path, "exec")
    except (SyntaxError, ValueError, LookupError) as error:
        sys.stderr.write(f"kelp: cannot read {error}\n")
        return 2
    try:
        exec(program, {**TASKS, **OPERATORS, "__builtins__": {}})  # noqa: S102
    except Exception as error:
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path]
        sys.stderr.write(f"kelp: line {lines[-1]}: trouble: {error or type(error).__name__}\n")
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"{VERSION}\n")
    else:
        sys.exit(main(sys.argv[1]))
