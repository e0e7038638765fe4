"""Everything the project knows about one programming language.

A language file has three parts, always in this order, and states only its differences from here:
  write  types, values, signature, comments, equality, the test suite, words
  run    the toolchain, the build step, the command
  read   where a completion stops, what an error message means, how foreign tests are adapted

Language objects hold no state but their name: every method is a pure function of its arguments.
A program is, in this order: prompt, completion, newline, tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from newtongue.core.completion import Execution, Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Signature, Type

READY = "/dev/fd/4"
"""The harness writes `failed <index> <got>`, `ready <assertions>` and `nonce <line>` here."""
NONCE = "/dev/fd/3"
"""The harness reads one line from here after `ready`."""
SHOWN = 200
"""Characters of a wrong answer that a harness reports at most."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a language needs on the machine, and how to get it.

    `executables` maps a role to the names it may have, best first; commands write `{role}`.
    `libraries` are files that must be there (for foreign tests, say); commands write `{name}`.
    """

    executables: Mapping[str, tuple[str, ...]]
    version: tuple[str, ...]
    """The command that prints the version, for example ("{lua}", "-v")."""
    libraries: Mapping[str, str] = field(default_factory=dict)
    apt: tuple[str, ...] = ()
    pip: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    """Folders outside /usr that the toolchain reads at run time, where they exist."""


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
    indent: ClassVar[str] = "    "
    types: ClassVar[Mapping[str, str]] = {}
    """A format for each type name that the language can say: {"list": "Vec<{}>"}."""
    keywords: ClassVar[frozenset[str]] = frozenset()
    """Words that can't name a parameter or a function; they get an underscore behind."""
    words: ClassVar[Mapping[str, str]] = {}
    """Python's words in a problem's text -> this language's ("list" -> "table")."""
    escapes: ClassVar[Mapping[str, str]] = {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
    }

    def identifier(self, name: str) -> str:
        """A parameter's or function's name as given, unless the language keeps the word."""
        return name + "_" if name in self.keywords else name

    def type(self, t: Type) -> str:
        """The type in this language. Raises Unsupported with a reason."""
        if t.name not in self.types:
            raise Unsupported(f"no type for {t.name}")
        return self.types[t.name].format(*map(self.type, t.of))

    def value(self, v: Any, t: Type) -> str:
        """Print `v` as a literal of type `t`: the type leads, so 1 can be 1.0 or Some(1)."""
        method = getattr(self, f"value_{t.name}", None)
        if method is None:
            raise Unsupported(f"no literal for {t.name}")
        text: str = method(v, t)
        return text

    def value_none(self, v: Any, t: Type) -> str:
        return "null"

    def value_bool(self, v: bool, t: Type) -> str:
        return "true" if v else "false"

    def value_int(self, v: int, t: Type) -> str:
        if not -(2**63) <= v < 2**63:
            raise Unsupported("an int beyond 64 bits")
        return str(v)

    def value_float(self, v: float, t: Type) -> str:
        return repr(float(v))

    def value_str(self, v: str, t: Type) -> str:
        return '"' + "".join(self.character(c) for c in v) + '"'

    def value_list(self, v: Sequence[Any], t: Type) -> str:
        return "[" + ", ".join(self.value(x, t.of[0]) for x in v) + "]"

    def value_optional(self, v: Any, t: Type) -> str:
        return self.value_none(v, t) if v is None else self.value(v, t.of[0])

    def character(self, c: str) -> str:
        """One character inside a string literal."""
        if c == "\0":
            raise Unsupported("NUL in a string")
        return self.escapes.get(c, c)

    def doc(self, text: str) -> str:
        """The problem's text as a comment in front of the function."""
        return "".join(f"{self.comment} {line}".rstrip() + "\n" for line in text.splitlines())

    def head(self, signature: Signature) -> str:
        """The function's first line, ready to be continued; ends with a newline."""
        raise NotImplementedError

    def prompt(self, doc: str, signature: Signature) -> str:
        """What a model continues. `doc` is already in this language's words and syntax."""
        return self.doc(doc) + self.head(signature)

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        """A call of the function with literal arguments, as a doctest or a check writes it."""
        values = (self.value(a, p.type) for a, p in zip(args, signature.params, strict=True))
        return f"{self.identifier(signature.name)}({', '.join(values)})"

    def example(self, signature: Signature, case: Case) -> str:
        """A doctest of the problem's text in this language's syntax."""
        expected = self.value(case.expected, signature.returns)
        return f">>> {self.call(signature, case.args)}\n{expected}"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        """One assertion of the harness: deep, typed, tolerant only where the case says so.

        When it fails, the harness writes `failed <index> <got>` to the channel and ends with a
        non-zero exit code.
        """
        raise NotImplementedError

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        """The text after the completion: close the function, the harness, the checks.

        Ends by the verdict channel: `ready <len(checks)>`, read a line, `nonce <line>`.
        """
        raise NotImplementedError

    def tests(self, problem: Problem) -> str:
        """The whole text after the completion for a problem."""
        checks = [self.check(problem.signature, c, i) for i, c in enumerate(problem.cases)]
        return self.suite(checks, problem)

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        """A completion that looks its answer up by its arguments; it passes its own cases."""
        raise NotImplementedError

    # -- run -----------------------------------------------------------------
    toolchain: ClassVar[Toolchain]
    source: ClassVar[str]
    """The program's file name in the scratch folder."""
    build: ClassVar[tuple[str, ...]] = ()
    """The command that compiles `source`, or nothing; `{role}` stands for an executable."""
    run: ClassVar[tuple[str, ...]]
    environment: ClassVar[Mapping[str, str]] = {}
    time_factor: ClassVar[float] = 1.0
    """Multiplies the CPU and wall limits."""
    address_space: ClassVar[bool] = True
    """False for run times that reserve far more address space than they use."""
    streams: ClassVar[bool] = False
    """True where /dev/fd can't be opened: the channel is standard input and output then."""

    # -- read ----------------------------------------------------------------
    stops: ClassVar[tuple[str, ...]] = ()
    errors: ClassVar[Sequence[tuple[Outcome, str]]] = ()
    """(outcome, pattern) for syntax, type, memory and assertion; searched in standard error, then
    in standard output of the stage that failed; the first that matches wins."""
    line_pattern: ClassVar[str] = ""
    """A pattern whose first group is the line in `source` that an error message names."""

    def adapt(self, tests: str) -> tuple[str, int]:
        """Foreign tests (MultiPL-E's) with their runner's last act replaced by the verdict channel.

        Returns the text and the number of assertions that it will run. Raises Unsupported.
        """
        raise Unsupported("tests of another project can't be adapted")

    def reading(self, execution: Execution) -> Outcome | None:
        """What the messages of a failed stage say, or None when no pattern matches."""
        for outcome, pattern in self.errors:
            for text in (execution.stderr, execution.stdout):
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
