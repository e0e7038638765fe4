"""C# 7 as Mono's compiler has it (no local functions): one static method in a class `Problem`.

An int is a long, a float a double; a tuple is a System.Tuple of at most seven. None is null: an
optional number is a `long?`, any other optional type is the type itself. What has no static type
(`any`, a union) is an object. For the harness, a value is its leaves in a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Problem
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_USING = """
System System.Numerics System.Diagnostics System.Collections.Generic System.Linq System.Text
System.Text.RegularExpressions System.Security.Cryptography
"""
_SAY = r"""
    static int newtongueRan = 0;
    static void newtongueSay(string line) {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
        using (var channel = System.IO.File.OpenWrite("/dev/fd/4"))
            channel.Write(bytes, 0, bytes.Length);
    }
    public static void Main(string[] args) {
        newtongueTests();
        newtongueSay("ready " + newtongueRan);
        using (var channel = new System.IO.StreamReader("/dev/fd/3"))
            newtongueSay("nonce " + channel.ReadLine());
    }
"""
# a stub needs it inside a method; a member of a set and a key is one leaf, in the order of its text
_LEAVES = r"""x => {
    var all = new List<object>();
    var tuple = x as System.Runtime.CompilerServices.ITuple;
    var map = x as System.Collections.IDictionary;
    var items = map == null ? x as System.Collections.IEnumerable : map.Keys;
    Func<object, string> text = y => string.Join(" ", newtongueLeaves(y).Select(z =>
        z is double ? ((double) z + 0).ToString("R")
        : z is string ? "\"" + ((string) z).Replace("\"", "\"\"") + "\"" : z));
    if (x is string || (items == null && tuple == null)) return new List<object>{x};
    if (tuple != null) {
        all.Add('(');
        for (int i = 0; i < tuple.Length; i++) all.AddRange(newtongueLeaves(tuple[i]));
    } else if (x is System.Collections.IList) {
        all.Add('[');
        foreach (var y in items) all.AddRange(newtongueLeaves(y));
    } else {
        all.Add(map == null ? '<' : '{');
        foreach (var y in items.Cast<object>().OrderBy(text, StringComparer.Ordinal)) {
            all.Add(Tuple.Create(text(y)));
            if (map != null) all.AddRange(newtongueLeaves(map[y]));
        }
    }
    all.Add(")]}>"["([{<".IndexOf((char) all[0])]);
    return all;
};
"""
# no local may be called as a parameter is
_APART = re.sub(r"\b(x|y|z|i|all|tuple|map|items|text)\b", r"newtongue_\1", _LEAVES)
_CHECK = r"""
    static readonly Func<object, List<object>> newtongueLeaves = LEAVES
    static bool newtongueSame(object got, object want, double tolerance) {
        Func<object, bool> real = x => x is double || x is float;
        Func<object, bool> whole = x => x is long || x is int || x is BigInteger;
        if (!(real(got) || whole(got)) || !(real(want) || whole(want))) return Equals(got, want);
        if (whole(got) && whole(want)) return got.ToString() == want.ToString();
        double a = got is BigInteger ? (double) (BigInteger) got : Convert.ToDouble(got);
        double b = Convert.ToDouble(want);
        return a == b || (a != a && b != b) || (tolerance > 0 && Math.Abs(a - b) <= tolerance);
    }
    static void newtongue_check(int index, object got, object want, double tolerance) {
        List<object> a = newtongueLeaves(got), b = newtongueLeaves(want);
        if (a.Count != b.Count || !a.Zip(b, (x, y) => newtongueSame(x, y, tolerance)).All(x => x)) {
            string text = string.Join(" ", a.Select(x => x is string ? "\"" + x + "\""
                : x is double ? ((double) x).ToString("R") : x ?? "null"));
            text = Regex.Replace(text, @"[\p{Cc}\p{Cf}]", "?");
            text = text.Substring(0, Math.Min(text.Length, SHOWN));
            newtongueSay("failed " + index + " " + text);
            Environment.Exit(1);
        }
        newtongueRan++;
    }
CHECKS
}
""".replace("LEAVES", _LEAVES.replace("\n", "\n    "))
_FOREIGN = r"""
    static void newtongueAssert(bool held) {
        if (!held) {
            newtongueSay("failed " + newtongueRan + " ");
            System.Environment.Exit(1);
        }
        newtongueRan++;
    }
    static void newtongueTests() {"""
_SYNTAX = r"CS(?:100[1-4]|1009|101[0-37]|102[26]|103[1359]|104[014]|1056|15(?:1[3-59]|2\d)|8025)\b"
# a name that isn't there is neither syntax nor type
_TYPE = (
    r"CS(?:00(?:19|2[0139]|3[079])|0117|0121|012[67]|0149|0173|0266|0407|0411|0428|1061|1501|150[23]"
    r"|1579|159[34]|166[0-2])\b"
)


class CSharp(Language):
    title, aliases, extension, fence = "C#", ("cs", "c#"), ".cs", "csharp"

    # -- write ---------------------------------------------------------------
    comment, margin = "//", "    "
    param, headline = "{type} {name}", "    public static {returns} {name}({params}) {{"
    types = table(
        "int: long | float: double | bool: bool | str: string | none: object | any: object"
        " | union: object | list: List<{}> | tuple: Tuple<{}> | set: HashSet<{}>"
        " | dict: Dictionary<{}, {}> | optional: {}"
    )
    containers = table(
        "list: new {type}{{{items}}} | tuple: new {type}({items}) | set: new {type}{{{items}}}"
        " | dict: new {type}{{{items}}}"
    )
    empty = table("list: new {type}() | set: new {type}() | dict: new {type}()")
    pair, closing = "{{{}, {}}}", "    }\n"
    floats = table("inf: double.PositiveInfinity | -inf: double.NegativeInfinity | nan: double.NaN")
    surrogates = True
    keywords = (  # and two names that a method of `Problem` can't have
        "abstract as base bool break byte case catch char checked class const continue decimal "
        "default delegate do double else enum event explicit extern false finally fixed float for "
        "foreach goto if implicit in int interface internal is lock long namespace new null object "
        "operator out override params private protected public readonly ref return sbyte sealed "
        "short sizeof stackalloc static string struct switch this throw true try typeof uint ulong "
        "unchecked unsafe ushort using virtual void volatile while Main Problem"
    )
    terms = table("dict: dictionary | None: null | True: true | False: false")
    harness, leave = _SAY + _CHECK, ("            Environment.Exit(1);\n", "")
    lookup = f"""\
        Func<object, List<object>> newtongueLeaves = null;
        newtongueLeaves = {_APART.replace(chr(10), chr(10) + "        ")}
        var newtongueArgs = newtongueLeaves(new object[]{{PARAMS}});
        Func<object, bool> newtongue = newtongueRow =>
            newtongueArgs.SequenceEqual(newtongueLeaves(newtongueRow));
ROWS
        throw new KeyNotFoundException();
    }}
"""
    answer = "        if (newtongue(new object[]{{{args}}})) return {answer};\n"

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name == "tuple" and len(t.of) > 7:
            raise Unsupported("a tuple of more than seven")
        number = t.name == "optional" and t.of[0].name in ("int", "float", "bool")
        return super().type(t) + "?" * number

    def value_int(self, v: int, t: Type) -> str:
        return super().value_int(v, t) + "L"

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if None in v:
            raise Unsupported("None as a key")
        return super().value_dict(v, t)

    def escape(self, code: int) -> str:
        units = chr(code).encode("utf-16-be", "surrogatepass").hex()
        return re.sub("(....)", r"\\u\1", units)

    def opening(self, signature: Signature) -> str:
        return "".join(f"using {name};\n" for name in _USING.split()) + "class Problem {\n"

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        bodies = {f"newtongue{i}()": f"{check};" for i, check in enumerate(checks)}
        bodies["newtongueTests()"] = " ".join(f"{name};" for name in bodies)
        head = "    static void {} {{\n        {}\n    }}"
        return super().suite([head.format(*item) for item in bodies.items()], problem)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"mono": ("mono",)},
        version=("{mono}", "--version"),
        least=(6, 8),
        libraries={
            "mcs": "/usr/lib/mono/4.5/mcs.exe",
            "numerics": "/usr/lib/mono/4.5/System.Numerics.dll",
        },
        apt=command(
            "mono-mcs mono-runtime libmono-system-core4.0-cil libmono-system-numerics4.0-cil"
        ),
        readable=("/etc/mono",),
    )
    source, run = "main.cs", command("{mono} main.exe")
    build = command(
        "{mono} {mcs} -nologo -warn:0 -codepage:utf8 -r:{numerics} -out:main.exe {source}"
    )
    environment = {"MONO_GC_PARAMS": "max-heap-size=1g"}
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n    }",)
    error_line = r": error CS\d+: .*"
    errors = (
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"System\.OutOfMemoryException"),
    )
    line_pattern = r"main\.cs\((\d+),"
    foreign = Foreign(
        assertion=r"\s*newtongueAssert\(",
        scaffold=r"\s*\}?|\s*public static void Main\(string\[\] args\) \{",
        replace=((r"^ *public static void Main.*$", _SAY + _FOREIGN),),
    )

    def adapt(self, tests: str) -> tuple[str, int]:
        # the library's own only says so, and the program goes on
        return super().adapt(re.sub(r"(?m)^(\s*)Debug\.Assert\(", r"\1newtongueAssert(", tests))


language = CSharp()
