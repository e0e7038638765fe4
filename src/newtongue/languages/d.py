"""D by ldc: arrays, associative arrays, std.typecons' Tuple and Nullable; an int is a long.

A set is an associative array whose keys are its members, each `true`. What has no static type
(`any`, a union) is a Variant: there a list or tuple is a Variant[], a dict has strings as keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Problem
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ANY, natural, ordered
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = r"""
int newtongueRan = 0;
void newtongueSay(string line) {
    import core.stdc.stdio : fclose, fopen, fprintf;
    auto channel = fopen("/dev/fd/4", "w");
    fprintf(channel, "%.*s\n", cast(int) line.length, line.ptr);
    fclose(channel);
}
void main() {
    import core.stdc.stdio : fopen, fscanf; import std.conv : to;
    newtongueTests();
    newtongueSay("ready " ~ to!string(newtongueRan));
    char[256] nonce = 0;
    fscanf(fopen("/dev/fd/3", "r"), "%255s", nonce.ptr);
    newtongueSay("nonce " ~ to!string(nonce.ptr));
}
"""
# a stub has them inside a function
_LEAVES = r"""
struct newtongueLeaf { char kind; string text; double number = 0; bool exact; }
static newtongueLeaf[] newtongueLeaves(T)(T x) {
    import core.stdc.stdio : snprintf;
    auto all = [newtongueLeaf('?', T.stringof)];
    static if (is(T == typeof(null))) {
        all[0] = newtongueLeaf('-', "null");
    } else static if (is(T == bool)) {
        all = [newtongueLeaf('b', x ? "true" : "false")];
    } else static if (is(T : double)) {
        char[40] text;
        auto end = is(T : long) ? snprintf(text.ptr, 40, "%ld", cast(long) x)
            : snprintf(text.ptr, 40, "%.17g", cast(double) x + 0.0);
        all = [newtongueLeaf(is(T : long) ? 'i' : 'f', text[0 .. end].idup, x)];
    } else static if (is(T : const(char)[])) {
        all = [newtongueLeaf('s', '"' ~ x.idup ~ '"')];
    } else static if (is(T U : U[])) {
        all = [newtongueLeaf('[', "[")];
        foreach (y; x) all ~= newtongueLeaves(y);
        all ~= newtongueLeaf(']', "]");
    } else static if (is(T V : V[K], K)) {
        import std.algorithm : sort; newtongueLeaf[][string] rows;
        foreach (k, v; x) {
            string text; auto key = newtongueLeaves(k);
            foreach (ref leaf; key) { text ~= leaf.text ~ " "; leaf.exact = true; }
            rows[text] = key ~ newtongueLeaves(v);
        }
        all = [newtongueLeaf('{', "{")];
        foreach (text; rows.keys.sort) all ~= rows[text];
        all ~= newtongueLeaf('}', "}");
    } else static if (__traits(hasMember, T, "peek")) {
        alias Held(U...) = U;
        foreach (V; Held!(bool, int, long, float, double, string, T[], T[string], typeof(null)))
            if (auto p = x.peek!V) all = newtongueLeaves(*p);
    } else static if (__traits(hasMember, T, "isNull")) {
        all = x.isNull ? newtongueLeaves(null) : newtongueLeaves(x.get);
    } else static if (__traits(hasMember, T, "expand")) {
        all = [newtongueLeaf('(', "(")];
        foreach (y; x.expand) all ~= newtongueLeaves(y);
        all ~= newtongueLeaf(')', ")");
    }
    return all;
}
static bool newtongueSame(newtongueLeaf[] got, newtongueLeaf[] want, double tolerance = -1) {
    bool same = got.length == want.length;
    for (size_t i = 0; same && i < got.length; i++) {
        auto x = got[i], y = want[i];
        bool numbers = tolerance >= 0 && (x.kind == 'i' || x.kind == 'f');
        double a = x.number, b = y.number, away = a < b ? b - a : a - b;
        same = a == b || (a != a && b != b) || (!y.exact && tolerance > 0 && away <= tolerance);
        if (x.kind == y.kind ? x.kind != 'f' : !numbers || (y.kind != 'i' && y.kind != 'f'))
            same = x.kind == y.kind && x.text == y.text;
    }
    return same;
}
"""
_CHECK = r"""
void newtongue_check(T)(int index, T got, T want, double tolerance) {
    import core.stdc.stdlib : exit; import std.conv : to;
    newtongueRan++;
    if (!newtongueSame(newtongueLeaves(got), newtongueLeaves(want), tolerance)) {
        string all, text;
        foreach (leaf; newtongueLeaves(got)) all ~= leaf.text ~ " ";
        foreach (i, dchar c; all[0 .. $ - 1])
            if (i < SHOWN) text ~= c < 32 || (c > 126 && c < 160) ? '?' : c;
        newtongueSay("failed " ~ to!string(index) ~ " " ~ text);
        exit(1);
    }
}
void newtongueTests() {
CHECKS
}
"""
_NAMES = command("algorithm array conv math range string typecons")
_IMPORTS = "".join(f"import std.{name};\n" for name in _NAMES)
_TYPE = r"Error: .*(?:cannot (?:implicitly|cast|deduce)|incompatible types|not callable|no prop)"


class D(Language):
    title, aliases, extension, fence = "D", ("dlang",), ".d", "d"

    # -- write ---------------------------------------------------------------
    comment, param, headline = "///", "{type} {name}", "{returns} {name}({params}) {{"
    types = table(
        "int: long | float: double | bool: bool | str: string | none: typeof(null) | any: Variant"
        " | union: Variant | list: {}[] | tuple: Tuple!({}) | set: bool[{}] | dict: {1}[{0}]"
        " | optional: Nullable!({})"
    )
    containers = table("list: [{items}] | tuple: tuple({items}) | dict: [{items}]")
    empty = table("list: cast({type}) [] | dict: ({type}).init")
    floats = table("inf: double.infinity | -inf: -double.infinity | nan: double.nan")
    keywords = (
        "abstract alias align asm assert auto bool break byte case cast catch char class const "
        "continue dchar debug default delegate delete deprecated do double else enum export extern "
        "false final finally float for foreach foreach_reverse function goto if immutable import "
        "in inout int interface invariant is lazy long macro mixin module new nothrow null out "
        "override package pragma private protected public pure real ref return scope shared short "
        "static struct super switch synchronized template this throw true try typeid typeof ubyte "
        "uint ulong union unittest ushort version void wchar while with main string tuple"
    )
    terms = table(
        "list: array | dictionary: associative array | dict: associative array | None: null"
        " | True: true | False: false"
    )
    closing, harness = "}\n", _SAY + _LEAVES + _CHECK
    leave = ("        exit(1);\n", "")
    lookup = f"""{_LEAVES.replace(chr(10), chr(10) + "    ")}
    auto newtongue = newtongueLeaves(tuple(PARAMS));
ROWS
    throw new Exception("no such case");
}}
"""
    answer = "    if (newtongueSame(newtongue, newtongueLeaves(tuple({args})))) return {answer};\n"

    def type(self, t: Type) -> str:
        t = self.shape(t)
        keys = {part.name for part in t.of[0].walk()} if t.name in ("set", "dict") else set()
        if keys - {"int", "float", "bool", "str", "tuple"}:
            raise Unsupported("a key or member that can't be hashed")
        return super().type(t)

    def shape(self, t: Type) -> Type:
        t = super().shape(t)
        return Type("dict", (Type("str"), t.of[1])) if t.name == "dict" and t.of[0] == ANY else t

    def value(self, v: Any, t: Type) -> str:
        if t.name not in ("any", "union"):
            return super().value(v, t)
        return f"Variant({super().value(v, Type(natural(v).name))})"  # inside, all is any

    def value_int(self, v: int, t: Type) -> str:
        return "long.min" if v == -(2**63) else super().value_int(v, t) + "L"

    def value_float(self, v: float, t: Type) -> str:  # a decimal below the normal ones is refused
        return float(v).hex() if 0 < abs(v) < 2**-1022 else super().value_float(v, t)

    def value_optional(self, v: Any, t: Type) -> str:
        return f"{self.type(t)}({'' if v is None else self.value(v, t.of[0])})"

    def value_set(self, v: Any, t: Type) -> str:
        members = dict.fromkeys(ordered(v), True)
        return self.type(t) and self.value_dict(members, Type("dict", (*t.of, Type("bool"))))

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if any(key != key for key in v):
            raise Unsupported("nan as a key")
        return super().value_dict(v, t)

    def escape(self, code: int) -> str:
        return f"\\u{code:04x}" if code < 2**16 else f"\\U{code:08x}"

    def opening(self, signature: Signature) -> str:
        anything = any(t.name in ("any", "union") for t in signature.types())
        return _IMPORTS + "import std.variant;\n" * anything + "\n"

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        return super().suite([f"    {check};" for check in checks], problem)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        {"ldc": ("ldc2",)}, ("{ldc}", "--version"), (1, 28), apt=("ldc",), readable=("/etc/ldc2*",)
    )
    source, run = "main.d", ("./main",)
    build = command("{ldc} -of=main {source}")

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    error_line, line_pattern = r": Error: .*", r"main\.d\((\d+)"
    errors = (
        (Outcome.SYNTAX, r"Error: .*(?:expected|expecting|untermin|unmatched|found `)"),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"core\.exception\.OutOfMemoryError|Memory allocation failed"),
        (Outcome.ASSERTION, r"core\.exception\.(?:AssertError|_d_assert)"),
    )
    foreign = Foreign(
        assertion=r"\s*assert\(",
        scaffold=r"unittest|\{|\}|\s*alias candidate = \w+;|\s*auto result = candidate\(.*\);"
        r"|void main\(\)\{\}|\s*",
        counted="    newtongueRan++;",
        replace=((r"^unittest$", _SAY + "void newtongueTests()"), (r"^void main\(\)\{\}$", "")),
    )


language = D()
