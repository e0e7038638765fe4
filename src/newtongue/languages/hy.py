"""Hy 1: a Lisp over Python, so its values, its equality and most of its messages are Python's.

The harness is Python's own in a `pys` form. A tuple is #(1 2), a set #{1 2}.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages import python
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_PYTHON = "(pys #[newtongue[\n{}\n]newtongue])\n"
_CHECK, _ANSWER = (_PYTHON.format(part) for part in python.language.harness.split("CHECKS\n"))
_FOREIGN = """\
(try
  (test-check)
  (except [AssertionError]
    (newtongue_say "failed" (newtongue_b.len newtongue_ran) "")
    (raise)))
"""
_VERSION = "import sys; sys.path.insert(0, '{home}/site'); import hy; print('hy', hy.__version__)"
_AT = r'  File "[^"\n]*main\.hy", line (\d+)'


class Hy(Language):
    """Prompts in the manner of Python's: the docstring stands inside the function."""

    title, aliases, extension, fence = "Hy", ("hylang",), ".hy", "hy"

    # -- write ---------------------------------------------------------------
    comment = ";"
    typed = False
    containers = table(
        "list: [{items}] | tuple: #({items}) | set: #{{{items}}} | dict: {{{items}}}"
    )
    pair = "{} {}"
    nothing = "None"
    floats = table("inf: Inf | -inf: -Inf | nan: NaN")
    surrogates = True
    # Python's own words, and the macros that would take a call for themselves
    keywords = (
        f"{python.language.keywords} annotate bnot chainc cond cut defclass defmacro defn defreader"
        " deftype dfor do do_mac eval_and_compile eval_when_compile export fn get get_macro gfor"
        " is_not let lfor local_macros match not_in pragma py pys quasiquote quote require setv"
        " setx sfor unpack_iterable unpack_mapping unquote unquote_splice when"
    )
    harness = f"{_CHECK}CHECKS\n{_ANSWER}"
    leave = python.language.leave

    def value_bool(self, v: bool, t: Type) -> str:
        return str(v)

    def value_int(self, v: int, t: Type) -> str:
        # Python refuses to read long decimals
        return hex(v) if v.bit_length() > 10_000 else str(v)

    def value_set(self, v: Any, t: Type) -> str:
        text = super().value_set(v, t)
        return f"(frozenset {text})" if isinstance(v, frozenset) else text

    def escape(self, code: int) -> str:
        return f"\\x{code:02x}" if code < 256 else f"\\U{code:08x}"

    def container(self, items: Sequence[str], t: Type) -> str:
        return self.containers[t.name].format(items=" ".join(items))

    def doc(self, text: str) -> str:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
        first, *rest = text.split("\n")
        lines = [f'  "{first}', *(f"  {line}".rstrip() for line in rest)]
        return "\n".join(lines) + '"\n'

    def head(self, signature: Signature) -> str:
        params = " ".join(self.identifier(p.name) for p in signature.params)
        return f"(defn {self.identifier(signature.name)} [{params}]\n"

    def prompt(self, doc: str, signature: Signature) -> str:
        return self.head(signature) + self.doc(doc)

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return f"({' '.join([self.identifier(signature.name), *self.arguments(signature, args)])})"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        call = self.call(signature, case.args)
        expected = self.value(case.expected, signature.returns)
        return f"(newtongue_check {index} {call} {expected} {case.tolerance or 0.0!r})"

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        rows = "".join(
            f"    (repr #({' '.join(self.arguments(signature, case.args))}))"
            f" {self.value(case.expected, signature.returns)}\n"
            for case in cases
        )
        params = " ".join(self.identifier(p.name) for p in signature.params)
        return f"  (get {{\n{rows}  }} (repr #({params}))))\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={**python.language.toolchain.executables, "env": ("env",)},
        version=("{python}", "-c", _VERSION),
        libraries={"hy": "{home}/site/hy/cmdline.py"},
        pip=("hy==1.3.1", "funcparserlib==1.0.1"),
        disk=2,
    )
    source = "main.hy"
    run = command("{env} PYTHONPATH={home}/site {python} -s -S -P -B -m hy {source}")
    environment = python.language.environment

    # -- read ----------------------------------------------------------------
    grammar = None
    stops = ("\n(", "\n;")
    errors = (
        # the program's own: what hy.eval or compile raise at run time is an exception
        (Outcome.SYNTAX, rf"^{_AT}\n(?:    .*\n)*(?:SyntaxError|hy\.[\w.]+):"),
        (Outcome.SYNTAX, rf"^hy\.errors\.HyMacroExpansionError: \n{_AT}\n"),
        (Outcome.MEMORY, r"^MemoryError"),
        (Outcome.ASSERTION, r"^AssertionError"),
    )
    line_pattern = rf"[\s\S]*{_AT}"
    foreign = Foreign(
        assertion=r"  \(assert ",
        scaffold=r"\(defn check \[candidate\]|\)|\(defn test-check \[\] \(check [\w-]+\)\)"
        r"|\(test-check\)|\s*",
        counted="  (newtongue_ran.append 1)",
        replace=(
            (r"^\(defn check \[candidate\]$", f"{_CHECK}(defn check [candidate]"),
            (r"^\(test-check\)$", f"{_FOREIGN}{_ANSWER}"),
        ),
    )


language = Hy()
