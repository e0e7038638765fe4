"""JavaScript on Node: untyped; every number is a double, so 3 and 3.0 are one.

None is `undefined`; the harness takes `null` for it. A list or tuple is an array, a set a Set. A
dict is a plain object where its keys are text or numbers (which become text), else a Map; an empty
Map equals an empty object. An int that no double equals can't be said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import natural
from newtongue.languages.base import Foreign, Items, Language, Toolchain, command, table

_SAY = r"""
const newtongue = {ran: 0, fs: require("fs"), util: require("util"), process: require("process")};
function newtongue_say(line) {
  newtongue.fs.writeFileSync("/dev/fd/4", line + "\n");
}
function newtongue_answer() {
  newtongue_say("ready " + newtongue.ran);
  const line = require("buffer").Buffer.alloc(4096);
  const size = newtongue.fs.readSync(newtongue.fs.openSync("/dev/fd/3", "r"), line);
  newtongue_say("nonce " + line.toString("utf8", 0, size).split("\n")[0]);
}
"""

_CHECK = r"""
function newtongue_kind(x) {
  const base = Object.getPrototypeOf(x);
  if (Array.isArray(x)) return "array";
  if (x instanceof Set) return "set";
  if (x instanceof Map) return x.size > 0 ? "map" : "object";
  return base === null || base === Object.prototype ? "object" : "other";
}
function newtongue_same(got, want, tolerance) {
  if (typeof got === "number" && typeof want === "number") {
    return got === want || (got !== got && want !== want)
      || (tolerance > 0 && Math.abs(got - want) <= tolerance);
  }
  if (typeof got !== "object" || got === null || typeof want !== "object") {
    return (got ?? undefined) === want;
  }
  const kind = newtongue_kind(want);
  if (newtongue_kind(got) !== kind) return false;
  if (kind === "array") {
    return got.length === want.length
      && want.every((x, i) => newtongue_same(got[i], x, tolerance));
  }
  const pairs = (x) => [...(x instanceof Set || x instanceof Map ? x : Object).entries(x)];
  const rest = pairs(got), wanted = pairs(want);
  return rest.length === wanted.length && wanted.every(([key, x]) => {
    // a member of a set is its own key
    const at = rest.findIndex(
      ([k, y]) => newtongue_same(k, key, 0) && newtongue_same(y, x, tolerance));
    return at >= 0 && rest.splice(at, 1).length === 1;
  });
}
function newtongue_check(index, got, want, tolerance) {
  if (!newtongue_same(got, want, tolerance)) {
    const one = {breakLength: Infinity, compact: true, depth: 8, customInspect: false};
    const text = newtongue.util.inspect(got, {...one, sorted: true, maxStringLength: SHOWN});
    const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
    newtongue_say("failed " + index + " " + [...line].slice(0, SHOWN).join(""));
    newtongue.process.exit(1);
  }
  newtongue.ran++;
}

CHECKS
newtongue_answer();
"""


class JavaScript(Language):
    """An untyped language; TypeScript builds on it, so the harness is valid there, too."""

    title, aliases, extension, fence = "JavaScript", ("js",), ".js", "javascript"

    # -- write ---------------------------------------------------------------
    comment = "//"
    param, headline = "{name}", "function {name}({params}) {{"
    typed = False
    containers = table("list: [{items}] | tuple: [{items}] | set: new Set([{items}])")
    nothing = absent = "undefined"
    floats = table("inf: Infinity | -inf: -Infinity | nan: NaN")
    surrogates = doubles = True
    keywords = (  # and what a function of the module would hide from the harness
        "arguments await break case catch class const continue debugger default delete do else "
        "enum eval export extends false finally for function if implements import in instanceof "
        "interface let new null package private protected public return static super switch this "
        "throw true try typeof var void while with yield exports module process require undefined"
    )
    terms = table(
        "list: array | tuple: array | dictionary: object | dict: object | None: undefined"
        " | True: true | False: false"
    )
    closing = "}\n"
    harness, leave = _SAY + _CHECK, ("    newtongue.process.exit(1);\n", "")
    lookup = """\
  const newtongue_args = [PARAMS], newtongue_equal = require("util").isDeepStrictEqual;
ROWS
  throw new Error("no such case");
}
"""
    answer = "  if (newtongue_equal(newtongue_args, [{args}])) return {answer};\n"
    strict, shapes = "javascript.js", table("tuple: list")

    def value_float(self, v: float, t: Type) -> str:
        return super().value_float(v, t).removesuffix(".0")

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def is_object(self, v: Mapping[Any, Any], t: Type) -> bool:
        """Whether a dict is a plain object."""
        return all(type(k) in (str, int, float) for k in v)

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        key, value = t.of
        texts = [self.value(x, value) for x in v.values()]
        # a key of -0 is 0, but TypeScript would take it for no number
        keys = [self.value(k + 0.0 if isinstance(k, float) else k, key) for k in v]
        if not self.is_object(v, t):
            pairs = ", ".join(f"[{k}, {x}]" for k, x in zip(keys, texts, strict=True))
            return f"{self.new_map(t)}([{pairs}])"
        names = [k if isinstance(k, str) else text for k, text in zip(v, keys, strict=True)]
        if len(set(names)) < len(names):
            raise Unsupported("keys that are one as text")
        # a number is a name as it is if it has digits alone; "__proto__" is no name but a link
        plain = (k.isdigit() or (k[0] == '"' and k != '"__proto__"') for k in keys)
        names = [k if good else f"[{k}]" for k, good in zip(keys, plain, strict=True)]
        return f"{{{', '.join(map('{}: {}'.format, names, texts))}}}"

    def new_map(self, t: Type) -> str:
        """What makes a Map of entries."""
        return "new Map"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        return super().check(signature, case, index) + ";"

    def observe(self, signature: Signature, case: Case, index: int) -> str:
        return super().observe(signature, case, index) + ";"

    def shaped(self, v: Any, t: Type) -> Any:
        one = super().shaped(v, t)
        if isinstance(v, str):  # halves of a pair that meet are one character
            return v.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        if not isinstance(v, dict) or (self.typed and t.name == "optional"):
            return one
        known = t if self.typed and t.name not in ("any", "union") else natural(v)
        if v and not self.is_object(v, known):
            return Items("map", one.parts)
        return Items("dict", tuple((_name(k), x) for k, (_, x) in zip(v, one.parts, strict=True)))

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"node": ("node", "nodejs")},
        version=("{node}", "--version"),
        least=(18,),
        apt=("nodejs",),
    )
    source = "main.js"
    run = command("{node} {source}")
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    errors: ClassVar[Sequence[tuple[Outcome, str]]] = (
        # the program's own: one that eval or JSON.parse throws has a line of the program below
        (Outcome.SYNTAX, r"^SyntaxError: .*\n(?: +at (?!.*main\.js).*\n)*? +at wrapSafe "),
        (Outcome.MEMORY, r"^FATAL ERROR: .*out of memory"),
        (Outcome.ASSERTION, r"^AssertionError \[ERR_ASSERTION\]"),
    )
    line_pattern = r"main\.js:(\d+)"
    suspicious: ClassVar[Sequence[str]] = (
        r"__(?:file|dir)name\b|\.caller\b|\bprocess\.(?!stdout\b)|\brequire\(.(?:node:)?(?:assert|fs)\b",
        r"\.prototype(?:\.\w+|\[[^\]]{,40}\])\s*=(?!=)|\bglobalThis\b|\bsetPrototypeOf\b",
    )
    foreign = Foreign(
        assertion=r"  assert\.deepEqual\(candidate\(",
        scaffold=r"const assert = require\('node:assert'\);|function test\(\) \{"
        r"|  let candidate = \w+;|\}|test\(\);|\s*",
        counted="  newtongue.ran++;",
        replace=(
            (r"^function test\(\) \{$", _SAY + "function test() {"),
            (
                r"^test\(\);$",
                """try {
  test();
} catch (problem) {
  if (problem.code === "ERR_ASSERTION") newtongue_say("failed " + newtongue.ran + " ");
  throw problem;
}
newtongue_answer();""",
            ),
        ),
    )


def _name(key: Any) -> str:
    """The name that a key has in an object."""
    if isinstance(key, str):
        return key
    text = repr(float(key)).removesuffix(".0")
    if 1e-6 <= abs(key) < 1e21:
        return f"{Decimal(text):f}"
    text = re.sub(r"e([+-])0", r"e\1", text)
    return {"-0": "0", "inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)


language = JavaScript()
