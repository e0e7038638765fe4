"""Everything the project knows about one programming language.

A language file has three parts, always in this order, and states only its differences from here:
  write  types, values, signature, comments, equality, the test suite, words
  run    the toolchain, the build step, the command
  read   where a completion stops, what an error message means, how foreign tests are adapted

Language objects hold no state but their name: every method is a pure function of its arguments.
A program is, in this order: prompt, completion, newline, tests. Every harness keeps these rules:
  - int and float compare by number (5 equals 5.0, -0.0 equals 0.0), as far as the types allow;
  - nan equals nan: a case that expects it can mean nothing else;
  - lists and tuples are ordered, sets and dicts are not;
  - a tolerance is absolute and for floats, but not for those in a set's members or a dict's keys;
  - what it defines is called `newtongue…`, so that a completion's names don't meet it by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from newtongue.core.completion import Execution, Outcome
from newtongue.core.errors import Inexact, Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Param, Signature, Type
from newtongue.core.values import filled, fits, leaves, natural, ordered

READY = "/dev/fd/4"
"""The harness writes `failed <index> <got>`, `ready <assertions>` and `nonce <line>` here."""
NONCE = "/dev/fd/3"
"""The harness reads one line from here after `ready`."""
SHOWN = 200
"""Characters of a wrong answer that a harness reports at most; none for adapted foreign tests."""

SUSPICIOUS = (r"/dev/fd\b", r"/proc/", r"(?i:newtongue)")
"""Patterns of what few honest completions say, in any language: the harness, its channel."""

PROBE = Problem(
    name="total",
    doc="Return the sum of the numbers.",
    signature=Signature("total", (Param("xs", Type("list", (Type("int"),))),), Type("int")),
    cases=(Case(([1, 2, 3],), 6), Case(([],), 0), Case(([-5, 5, 40],), 40)),
    reference="def total(xs):\n    return sum(xs)\n",
)
"""The problem that every language's probes are completions of (INTERFACES, section 7)."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a language needs on the machine, and how to get it.

    `executables` maps a role to the names (or absolute paths) it may have, best first; commands
    write `{role}`. `libraries` are files that must be there; commands write `{name}`. What pip and
    npm install stands in a folder of the language's own, written `{home}`: `{home}/node_modules`,
    and `{home}/site`, whose `bin` has the scripts.
    """

    executables: Mapping[str, tuple[str, ...]]
    version: tuple[str, ...]
    """The command that prints the version, for example ("{lua}", "-v")."""
    least: tuple[int, ...] = ()
    """The lowest version that will do."""
    libraries: Mapping[str, str] = field(default_factory=dict)
    apt: tuple[str, ...] = ()
    pip: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    suite: str = ""
    """The Debian suite that has the `apt` packages, where this machine's has not. They are
    unpacked into a system of their own, which programs see in place of this machine's: paths of
    executables and libraries are absolute in it."""
    abi: str = ""
    """A second system-call table that the binaries need (`i386`)."""
    disk: int = 0
    """Megabytes that pip, npm or the suite's packages take, about."""
    readable: tuple[str, ...] = ()
    """Patterns of paths outside /usr that the toolchain reads at run time, where they exist."""


@dataclass(frozen=True, slots=True)
class Items:
    """A container as strict mode sees it: `kind` is list, tuple, set, dict or map."""

    kind: str
    parts: tuple[Any, ...]
    """What it holds; (key, value) in a dict and a map."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """How MultiPL-E's tests look in a language, line by line, and what makes them ours."""

    assertion: str
    """A pattern that the start of each asserting line matches, white space included."""
    scaffold: str
    """A pattern that every other line matches wholly; a line of neither kind is refused."""
    counted: str = ""
    """A line put behind each assertion: it counts at run time those that held."""
    replace: tuple[tuple[str, str], ...] = ()
    """(pattern, text): each pattern occurs once and gives way to the text."""


class Language:
    """The base carries nearly everything; a language overrides leaves."""

    name: str = ""
    """The key; set by discovery from the file's name."""
    title: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    extension: ClassVar[str]
    fence: ClassVar[str]
    """The info string of a Markdown code block."""

    # -- write ---------------------------------------------------------------
    comment: ClassVar[str] = "#"
    margin: ClassVar[str] = ""
    """What stands in front of the comment (inside a class)."""
    param: ClassVar[str] = "{name}: {type}"
    headline: ClassVar[str]
    """The function's first line, made of {name}, {params} and {returns}."""
    typed: ClassVar[bool] = True
    """False where a value is printed as what it is in Python, whatever its declared type."""
    types: ClassVar[Mapping[str, str]] = {}
    """A form for each type that the language can say ("list: Vec<{}>"). A tuple's and a union's
    get their parts as one text, joined by commas."""
    containers: ClassVar[Mapping[str, str]] = {}
    """A form for the literals of list, tuple, set and dict, made of {items} and {type}."""
    empty: ClassVar[Mapping[str, str]] = {}
    """The same for those without items, where that differs."""
    pair: ClassVar[str] = "{}: {}"
    """A key and its value inside a dict."""
    nothing: ClassVar[str] = "null"
    """None of type none, or of any."""
    absent: ClassVar[str] = "null"
    """None of an optional type."""
    some: ClassVar[str] = "{}"
    """A value of an optional type."""
    floats: ClassVar[Mapping[str, str]] = {}
    """How to say inf, -inf and nan."""
    doubles: ClassVar[bool] = False
    """True where an int is a double: beyond 2**53 most can't be said."""
    escapes: ClassVar[Mapping[str, str]] = {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
    }
    surrogates: ClassVar[bool] = False
    """True where a string may hold half a surrogate pair."""
    longest_text: ClassVar[int | None] = None
    """Characters that a string literal may have, where there is a limit."""
    keywords: ClassVar[str] = ""
    """Words that can't name a parameter or a function; they get an underscore behind."""
    terms: ClassVar[Mapping[str, str]] = {}
    """Python's words in the singular -> this language's ("list: table")."""
    closing: ClassVar[str] = ""
    """What the stop sequence cut from the function's end; the suite begins with it."""
    harness: ClassVar[str]
    """The text after the closing. The line CHECKS gives way to the checks, SHOWN to the number."""
    leave: ClassVar[tuple[str, str]]
    """The harness's words that end the program at the first failed check, which stand in the tests
    once, and what stands there instead where the checks are to go on."""
    alone: ClassVar[Mapping[str, str]] = {READY: "/dev/null", NONCE: "/proc/self/comm"}
    """What opens the channel in the harness, and what stands there instead for a tool that has none
    and goes by the exit code. Empty where the harness does without by itself."""
    misled: ClassVar[str] = ""
    """Why MultiPL-E's tools would misjudge our tests, where they ask for more than an exit code."""
    lookup: ClassVar[str]
    """A stub's body. PARAMS gives way to the parameters (after a 0, so that there is always one),
    the line ROWS to a row for each case."""
    answer: ClassVar[str] = ""
    """A row of the stub, made of {args} (after a 0, too) and {answer}."""
    strict: ClassVar[str] = ""
    """The file in strict/ with the harness of strict mode: ROOM, the line CHECKS. A child says it
    anew where its parent's is a harness of its own. `shapes` and `bool_is_int` say how its answers
    compare; `shaped` does where they can't."""
    shapes: ClassVar[Mapping[str, str]] = {}
    """Containers that are one with another kind ("tuple: list")."""
    bool_is_int: ClassVar[bool] = False
    """True where a right answer 1 may be given as True."""
    most_literals: ClassVar[int | None] = None
    """Leaves that the literals of one check may have together, where code has a size limit."""

    @property
    def words(self) -> Mapping[str, str]:
        """`terms` with the language's own name, plurals and capitals ("Lists" -> "Tables")."""
        words = {"Python": self.title, "python": self.title}
        for ours, theirs in self.terms.items():
            words[ours] = theirs
            if ours.islower():
                words[_plural(ours)] = _plural(theirs)
                words[_capital(ours)] = _capital(theirs)
                words[_capital(_plural(ours))] = _capital(_plural(theirs))
        return words

    def identifier(self, name: str) -> str:
        """A parameter's or function's name as given, unless the language keeps the word."""
        if not name.isascii():
            raise Unsupported("a name beyond ASCII")
        return name + "_" if name in self.keywords.split() else name

    def shape(self, t: Type) -> Type:
        """A type in the shapes that this language has: a tuple of any length is a list."""
        t = filled(t)
        return Type("list", t.of[:1]) if t.variadic else t

    def type(self, t: Type) -> str:
        """The type in this language. Raises Unsupported with a reason."""
        t = self.shape(t)
        if t.name not in self.types:
            raise Unsupported(f"no type for {t.name}")
        parts = [self.type(part) for part in t.of]
        if t.name in ("tuple", "union"):
            parts = [", ".join(parts)]
        return self.types[t.name].format(*parts)

    def value(self, v: Any, t: Type) -> str:
        """Print `v` as a literal of type `t`: the type leads, so 1 can be 1.0 or Some(1)."""
        if not self.typed:
            t = natural(v)
        elif t.name in ("any", "union"):
            self.type(t)
            t = natural(v)
        t = self.shape(t)
        method: Callable[[Any, Type], str] | None = getattr(self, f"value_{t.name}", None)
        if method is None:
            raise Unsupported(f"no literal for {t.name}")
        if t.name == "list" and isinstance(v, tuple):
            v = list(v)  # a tuple of any length is a list here
        if not fits(v, t):
            raise Unsupported("a value that is not of its declared type")
        return method(v, t)

    def value_none(self, v: Any, t: Type) -> str:
        return self.nothing

    def value_optional(self, v: Any, t: Type) -> str:
        return self.absent if v is None else self.some.format(self.value(v, t.of[0]))

    def value_bool(self, v: bool, t: Type) -> str:
        return "true" if v else "false"

    def value_int(self, v: int, t: Type) -> str:
        if not -(2**63) <= v < 2**63:
            raise Unsupported("an int beyond 64 bits")
        if self.doubles and int(float(v)) != v:
            raise Inexact("an int that no double equals")
        return str(int(v))

    def value_float(self, v: float, t: Type) -> str:
        if isinstance(v, int) and (abs(v) >= 2**1023 or int(float(v)) != v):
            raise Unsupported("an int that no float equals")
        text = repr(float(v))
        return self.floats.get(text, text)

    def value_str(self, v: str, t: Type) -> str:
        if self.longest_text and len(v) > self.longest_text:
            raise Unsupported("a string too long for one literal")
        return '"' + "".join(map(self.character, v)) + '"'

    def value_list(self, v: Sequence[Any], t: Type) -> str:
        return self.container([self.value(x, t.of[0]) for x in v], t)

    def value_tuple(self, v: Sequence[Any], t: Type) -> str:
        return self.container([self.value(x, part) for x, part in zip(v, t.of, strict=True)], t)

    def value_set(self, v: Any, t: Type) -> str:
        return self.container([self.value(x, t.of[0]) for x in ordered(v)], t)

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        key, value = t.of
        pairs = [self.pair.format(self.value(k, key), self.value(x, value)) for k, x in v.items()]
        return self.container(pairs, t)

    def container(self, items: Sequence[str], t: Type) -> str:
        """The literal of a list, tuple, set or dict from those of its items."""
        forms = self.containers if items else {**self.containers, **self.empty}
        if t.name not in forms:
            raise Unsupported(f"no literal for {t.name}")
        form = forms[t.name]
        kind = self.type(t) if "{type" in form else ""
        return form.format(items=", ".join(items), type=kind)

    def character(self, c: str) -> str:
        """One character inside a string literal: as it is, if it is there to be seen."""
        if c in self.escapes:
            return self.escapes[c]
        if 0xD800 <= ord(c) < 0xE000 and not self.surrogates:
            raise Unsupported("half a surrogate pair in a string")
        return c if c.isprintable() else self.escape(ord(c))

    def escape(self, code: int) -> str:
        """An invisible character, NUL included, inside a string literal."""
        raise Unsupported("an invisible character in a string")

    def doc(self, text: str) -> str:
        """The problem's text as a comment in front of the function."""
        lines = (f"{self.margin}{self.comment} {line}".rstrip() for line in text.splitlines())
        return "".join(f"{line}\n" for line in lines)

    def opening(self, signature: Signature) -> str:
        """What a prompt begins with: imports, as the signature needs them."""
        return ""

    def head(self, signature: Signature) -> str:
        """The function's first line, ready to be continued; ends with a newline."""
        params = [
            self.param.format(
                name=self.identifier(p.name), type=self.type(p.type) if self.types else ""
            )
            for p in signature.params
        ]
        returns = self.type(signature.returns) if self.types else ""
        name = self.identifier(signature.name)
        return self.headline.format(name=name, params=", ".join(params), returns=returns) + "\n"

    def prompt(self, doc: str, signature: Signature) -> str:
        """What a model continues. `doc` is already in this language's words and syntax."""
        return self.opening(signature) + self.doc(doc) + self.head(signature)

    def arguments(self, signature: Signature, args: Sequence[Any]) -> list[str]:
        """Literal arguments of a call, one for each parameter."""
        if len(args) != len(signature.params):
            raise Unsupported("a call that leaves parameters out")
        return [self.value(a, p.type) for a, p in zip(args, signature.params, strict=True)]

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        """A call of the function with literal arguments, as a doctest or a check writes it."""
        return f"{self.identifier(signature.name)}({', '.join(self.arguments(signature, args))})"

    def example(self, signature: Signature, case: Case) -> str:
        """A doctest of the problem's text in this language's syntax."""
        expected = self.value(case.expected, signature.returns)
        return f">>> {self.call(signature, case.args)}\n{expected}"

    def limit(self, values: Any) -> None:
        """Raise Unsupported where one function of the language can't hold these values."""
        if self.most_literals and leaves(values) > self.most_literals:
            raise Unsupported("too many literals for one function")

    def check(self, signature: Signature, case: Case, index: int) -> str:
        """One assertion of the harness: deep, typed, tolerant only where the case says so.

        When it fails, the harness writes `failed <index> <got>` to the channel and ends with a
        non-zero exit code.
        """
        self.limit((case.args, case.expected))
        call = self.call(signature, case.args)
        expected = self.value(case.expected, signature.returns)
        return f"newtongue_check({index}, {call}, {expected}, {case.tolerance or 0.0!r})"

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        """The text after the completion: close the function, the harness, the checks.

        Ends by the verdict channel: `ready <checks that ran>`, read a line, `nonce <line>`.
        """
        text = self.harness.replace("SHOWN", str(SHOWN))
        return self.closing + text.replace("CHECKS\n", "".join(f"{c}\n" for c in checks))

    def tests(self, problem: Problem) -> str:
        """The whole text after the completion for a problem.

        Raises Unsupported, also where cases that Python tells apart (3 and 3.0) become one call
        with two answers.
        """
        answers: dict[str, str] = {}
        for case in problem.cases:
            call = self.call(problem.signature, case.args)
            expected = self.value(case.expected, problem.signature.returns)
            if answers.setdefault(call, expected) != expected:
                raise Unsupported("cases that contradict each other once typed")
        checks = [self.check(problem.signature, c, i) for i, c in enumerate(problem.cases)]
        return self.suite(checks, problem)

    def observe(self, signature: Signature, case: Case, index: int) -> str:
        """Strict mode's check: it writes `value <index> <what the call gave>` to the channel."""
        return f"newtongue_value({index}, {self.call(signature, case.args)})"

    def observed(self, checks: Sequence[str], harness: str) -> str:
        """The text after the completion in strict mode."""
        return self.closing + harness.replace("CHECKS\n", "".join(f"{c}\n" for c in checks))

    def shaped(self, v: Any, t: Type) -> Any:
        """An expected value as strict mode's harness writes a right answer: leaves as they are,
        containers as Items.
        """
        t = self.shape(t if self.typed and t.name not in ("any", "union") else natural(v))
        if t.name == "optional":
            return None if v is None else self.shaped(v, t.of[0])
        if t.name not in ("list", "tuple", "set", "dict"):
            return v
        parts: Sequence[Any]
        if t.name == "dict":
            parts = [(self.shaped(k, t.of[0]), self.shaped(x, t.of[1])) for k, x in v.items()]
        elif t.name == "tuple" and not t.variadic:
            parts = [self.shaped(x, part) for x, part in zip(v, t.of, strict=True)]
        else:
            parts = [self.shaped(x, t.of[0]) for x in v]
        return Items(self.shapes.get(t.name, t.name), tuple(parts))

    def lenient(self, tests: str) -> str:
        """The same tests, but they go on after a failed check: each says `failed <index> <got>`."""
        old, new = self.leave
        if tests.count(old) != 1:
            raise ValueError(f"{self.name}: `leave` does not stand in the tests once")
        return tests.replace(old, new)

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        """A completion that looks its answer up by its arguments; it passes its own cases."""
        if (
            self.most_literals
            and leaves([(c.args, c.expected) for c in cases]) > self.most_literals
        ):
            raise Unsupported("too many literals for one function")
        rows = "".join(self.row(signature, case) for case in cases)
        params = ", ".join(["0", *(self.identifier(p.name) for p in signature.params)])
        return self.lookup.replace("PARAMS", params).replace("ROWS\n", rows)

    def row(self, signature: Signature, case: Case) -> str:
        """A line of the stub: these arguments, this answer."""
        args = ", ".join(["0", *self.arguments(signature, case.args)])
        return self.answer.format(args=args, answer=self.value(case.expected, signature.returns))

    # -- run -----------------------------------------------------------------
    toolchain: ClassVar[Toolchain]
    source: ClassVar[str]
    """The program's file name in the scratch folder."""
    build: ClassVar[tuple[str, ...]] = ()
    """The command that compiles `source`, or nothing; `{role}` stands for an executable."""
    run: ClassVar[tuple[str, ...]]
    warm: ClassVar[tuple[str, ...]] = ()
    """The command that starts an interpreter which waits for programs, where that pays:
    `{boot}` is its script in boot/, `{launcher}` the library whose `newtongue_wait` it calls."""
    prepare: ClassVar[tuple[str, ...]] = ()
    """Command lines that make, once for a toolchain, files that save each program some work. They
    run in the folder that `build` and `resident` call `{prepared}`, and may use the file `{boot}`.
    An argument with `{prepared}` is left out of `build` where nothing could be made: without it the
    language must do the same, only slower."""
    resident: ClassVar[tuple[str, ...]] = ()
    """The command that starts a compiler which stays and builds program after program, where that
    pays: what sandbox/resident.py says to it. It must answer just as `build` would have."""
    environment: ClassVar[Mapping[str, str]] = {}
    time_factor: ClassVar[float] = 1.0
    """Multiplies the CPU and wall limits."""
    address_space: ClassVar[bool] = True
    """False for run times that reserve far more address space than they use."""
    streams: ClassVar[bool] = False
    """True where /dev/fd can't be opened: the channel is standard input and output then."""

    # -- read ----------------------------------------------------------------
    grammar: ClassVar[str | None] = ""
    """The tree-sitter grammar's name where it is not the key; None where there is none."""
    extractor: ClassVar[str] = "tree"
    """What finds its functions: `tree`, a tree-sitter query; `ast`, Python's own parser."""
    functions: ClassVar[str] = ""
    """The file in functions/ with the query, where it is not called as the key is."""
    comments: ClassVar[tuple[str, ...]] = (
        *("comment", "line_comment", "block_comment", "multiline_comment", "html_comment"),
        *("documentation_comment", "sexp_comment", "haddock", "pod"),
    )
    """The kinds of the grammar's nodes that are comments; what a grammar does not have is none."""
    docstrings: ClassVar[str] = ""
    """A tree-sitter query that captures what documents code without being a comment."""
    stops: ClassVar[tuple[str, ...]] = ()
    errors: ClassVar[Sequence[tuple[Outcome, str]]] = ()
    """(outcome, pattern) for syntax, type, memory and assertion; searched in standard error, then
    in standard output of the stage that failed; the first that matches wins. Where there is a
    build stage, syntax and type are looked for in its messages alone, and assertion after it."""
    error_line: ClassVar[str] = ""
    """A compiler's error: the first one alone decides between syntax, type and neither."""
    line_pattern: ClassVar[str] = ""
    """A pattern whose first group is the line in `source` that an error message names."""
    foreign: ClassVar[Foreign | None] = None
    suspicious: ClassVar[Sequence[str]] = ()
    """Patterns of what few honest completions say in this language, beside SUSPICIOUS."""

    def adapt(self, tests: str) -> tuple[str, int]:
        """Foreign tests (MultiPL-E's) with their runner's last act replaced by the verdict channel.

        Returns the text and the number of assertions that it will run. Raises Unsupported.
        """
        if self.foreign is None:
            raise Unsupported("tests of another project can't be adapted")
        lines, assertions = [], 0
        for line in tests.split("\n"):
            if re.match(self.foreign.assertion, line):
                assertions += 1
                lines += [line, self.foreign.counted]
            elif re.fullmatch(self.foreign.scaffold, line):
                lines.append(line)
            else:
                raise Unsupported("foreign tests with a line of no known form")
        text = "\n".join(lines)
        for pattern, instead in self.foreign.replace:
            parts = re.split(pattern, text, flags=re.MULTILINE)
            if len(parts) != 2:
                raise Unsupported("foreign tests with another frame than MultiPL-E's")
            text = instead.join(parts)
        return text, assertions

    def reading(self, execution: Execution) -> Outcome | None:
        """What the messages of a failed stage say, or None when no pattern matches."""
        static = (Outcome.SYNTAX, Outcome.TYPE)
        building = execution.stage == "build"
        for outcome, pattern in self.errors:
            if self.build and outcome is not Outcome.MEMORY and (outcome in static) != building:
                continue
            for text in (execution.stderr, execution.stdout):
                if outcome in static and self.error_line:
                    first = re.search(self.error_line, text, re.MULTILINE)
                    text = first.group() if first else ""
                if re.search(pattern, text, re.MULTILINE):
                    return outcome
        return None

    def line(self, execution: Execution) -> int | None:
        """The line of the program that the messages name first, or None."""
        if not self.line_pattern:
            return None
        for text in (execution.stderr, execution.stdout):
            if found := re.search(self.line_pattern, text, re.MULTILINE):
                return int(found.group(1))
        return None


def table(text: str) -> dict[str, str]:
    """A mapping written as `int: long | float: double`."""
    return dict(entry.strip().split(": ", 1) for entry in text.split(" | "))


def command(text: str) -> tuple[str, ...]:
    """A command written as one line; no argument holds a space."""
    return tuple(text.split())


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeou" else noun + "s"


def _capital(noun: str) -> str:
    return noun[:1].upper() + noun[1:]
