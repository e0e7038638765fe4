"""Fennel 1.5: a Lisp over Lua 5.4, so its tables, its equality and its messages are Lua's.

The harness is Lua's own in `lua` forms. Fennel's compiler writes numbers with 14 digits, and 5.0
as 5: the tests have `tonumber` read what would suffer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages import lua
from newtongue.languages.base import Foreign, Toolchain, command, table


def _lua(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'(lua "{text}")\n'


_CHECK, _ANSWER = map(_lua, lua.language.harness.split("CHECKS\n"))
# what the test library that MultiPL-E uses is asked for
_FAITH = """\
function newtongue_is(want, got)
  newtongue_check(newtongue.ran, got, want, 0)
end
"""

# exact: 3 and 3.0 differ here, nan is nan
_LOOKUP = """\
  (fn newtongue-same [a b]
    (if (or (not= (type a) :table) (not= (type b) :table))
        (and (= (math.type a) (math.type b)) (or (= a b) (and (not= a a) (not= b b))))
        (and (accumulate [found true k v (pairs a)] (and found (newtongue-same v (. b k))))
             (accumulate [found true k v (pairs b)] (and found (not= (. a k) nil))))))
  (local newtongue-args [PARAMS])
  (if
ROWS
    (error "no such case")))
"""


class Fennel(lua.Lua):
    title, extension, fence = "Fennel", ".fnl", "fennel"
    aliases = ("fnl",)  # type: ignore[assignment]  # Lua's has another length
    exact = True
    """Whether numbers are to survive the compiler."""

    # -- write ---------------------------------------------------------------
    comment = ";"
    containers = table("list: [{items}] | tuple: [{items}] | set: {{{items}}} | dict: {{{items}}}")
    pair = "{} {}"
    floats = table("inf: math.huge | -inf: (- math.huge) | nan: (/ 0 0)")
    # a form's name is no name for anything else
    keywords = (
        "accumulate and band bnot bor bxor case collect comment do doto each faccumulate fcollect "
        "fn for global hashfn icollect if include lambda length let local lshift lua macro "
        "macrodebug macros match nil not or partial quote rshift set tset unquote values var when "
        "while true false"
    )
    closing = ""
    harness = f"{_CHECK}CHECKS\n{_ANSWER}"

    def value_int(self, v: int, t: Type) -> str:
        return self._read(super().value_int(v, t), abs(v) < 2**53 or v == -(2**63))

    def value_float(self, v: float, t: Type) -> str:
        v = float(v)
        text = super().value_float(v, t)
        return self._read(text, text in self.floats.values() or float(f"{v:.14g}") == v != v // 1)

    def _read(self, text: str, safe: bool) -> str:
        return text if safe or not self.exact else f'(tonumber "{text}")'

    def container(self, items: Sequence[str], t: Type) -> str:
        return self.containers[t.name].format(items=" ".join(items))

    def doc(self, text: str) -> str:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
        first, *rest = text.split("\n")
        lines = [f'  "{first}', *(f"  {line}".rstrip() for line in rest)]
        return "\n".join(lines) + '"\n'

    def head(self, signature: Signature) -> str:
        params = " ".join(self.identifier(p.name) for p in signature.params)
        return f"(fn {self.identifier(signature.name)} [{params}]\n"

    def prompt(self, doc: str, signature: Signature) -> str:
        return self.head(signature) + self.doc(doc)

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return f"({' '.join([self.identifier(signature.name), *self.arguments(signature, args)])})"

    def example(self, signature: Signature, case: Case) -> str:
        return _PLAIN.said(signature, case)

    def said(self, signature: Signature, case: Case) -> str:
        """A doctest with numbers as a reader writes them."""
        return super().example(signature, case)

    def check(self, signature: Signature, case: Case, index: int) -> str:
        call = self.call(signature, case.args)
        expected = self.value(case.expected, signature.returns)
        return f"(_G.newtongue_check {index} {call} {expected} {case.tolerance or 0.0!r})"

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        rows = ""
        for case in cases:
            args = " ".join(["0", *self.arguments(signature, case.args)])
            answer = self.value(case.expected, signature.returns)
            rows += f"    (newtongue-same newtongue-args [{args}]) {answer}\n"
        params = " ".join(["0", *(self.identifier(p.name) for p in signature.params)])
        return _LOOKUP.replace("PARAMS", params).replace("ROWS\n", rows)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"lua": ("/usr/bin/lua5.4",), "fennel": ("/usr/bin/fennel",)},
        version=("{lua}", "{fennel}", "--version"),
        least=(1, 5),
        apt=("fennel", "lua5.4"),
        suite="trixie",
        disk=16,
    )
    source = "main.fnl"
    warm = ()
    run = command("{lua} {fennel} {source}")
    environment = table("NO_COLOR: 1")

    # -- read ----------------------------------------------------------------
    stops = ("\n(", "\n;")  # type: ignore[assignment]  # so have these
    errors = (
        # a name that isn't there is not syntax
        (
            Outcome.SYNTAX,
            r"\A(?:\S*/)?main\.fnl:\d+:\d+: (?:Parse|Compile) error: (?!unknown|expected local)",
        ),
        (Outcome.MEMORY, r"^(?:runtime error: )?not enough memory"),
        (Outcome.ASSERTION, r"assertion failed!"),
    )
    line_pattern = r"main\.fnl:(\d+):"
    foreign = Foreign(
        assertion=r"  \(faith\.= ",
        scaffold=r"\(local faith \(require :faith\)\)|\(local candidate [\w-]+\)"
        r"|\(fn test-human-eval \[\]|\)|\{: test-human-eval\}|\s*",
        replace=(
            (
                r"^\(local faith .*$",
                f'{_CHECK}{_lua(_FAITH)}(local faith {{"=" _G.newtongue_is}})',
            ),
            (r"^\{: test-human-eval\}$", f"(test-human-eval)\n{_ANSWER}"),
        ),
    )


class _Plain(Fennel):
    exact = False


_PLAIN = _Plain()
language = Fennel()
