"""Java 17: one static method in a class `Problem`, tuples from the library javatuples.

An int is a long, a float a double, and inside generics they are boxed. What has no static type in
Java (`any`, a union) is an Object. None is `Optional.empty()` where the type is optional, else null.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case, Problem
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, leaves, ordered

_TUPLES = "Unit Pair Triplet Quartet Quintet Sextet Septet Octet Ennead Decade".split()
_PRIMITIVE = {"int": "long", "float": "double", "bool": "boolean"}

_SAY = """
    static int newtongueRan = 0;

    static void newtongueSay(String line) throws java.io.IOException {
        try (java.io.OutputStream channel = new java.io.FileOutputStream("/dev/fd/4")) {
            channel.write((line + "\\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    static void newtongueAnswer() throws java.io.IOException {
        newtongueSay("ready " + newtongueRan);
        java.io.Reader nonce = new java.io.FileReader("/dev/fd/3");
        newtongueSay("nonce " + new java.io.BufferedReader(nonce).readLine());
    }
"""

_CHECK = r"""
    static Object[] newtongueParts(Object x) {
        return x instanceof List ? ((List<?>) x).toArray()
            : x instanceof Tuple ? ((Tuple) x).toArray() : ((Optional<?>) x).stream().toArray();
    }

    static boolean newtongueSame(Object got, Object want, double tolerance) {
        if (got instanceof Number && want instanceof Number) {
            if (got instanceof Long && want instanceof Long) return got.equals(want);
            double x = ((Number) got).doubleValue(), y = ((Number) want).doubleValue();
            return x == y || (x != x && y != y) || (tolerance > 0 && Math.abs(x - y) <= tolerance);
        } else if (got instanceof Map && want instanceof Map) {
            Map<?, ?> x = (Map<?, ?>) got, y = (Map<?, ?>) want;
            boolean same = y.keySet().equals(x.keySet());
            for (Object k : y.keySet()) same = same && newtongueSame(x.get(k), y.get(k), tolerance);
            return same;
        } else if (got instanceof List && want instanceof List
                || got instanceof Tuple && want instanceof Tuple
                || got instanceof Optional && want instanceof Optional) {
            Object[] x = newtongueParts(got), y = newtongueParts(want);
            boolean same = x.length == y.length;
            for (int i = 0; same && i < x.length; i++) same = newtongueSame(x[i], y[i], tolerance);
            return same;
        }
        return want == null ? got == null : want.equals(got);
    }

    static void newtongue_check(int index, Object got, Object want, double tolerance)
            throws Exception {
        if (!newtongueSame(got, want, tolerance)) {
            String text = String.valueOf(got).replaceAll("\\p{Cntrl}", "?");
            text = got instanceof String ? "\"" + text + "\"" : text;
            newtongueSay("failed " + index + " " + text.substring(0, Math.min(SHOWN, text.length())));
            Runtime.getRuntime().halt(1);
        }
        newtongueRan++;
    }

CHECKS
}
"""

_FOREIGN = """
    public static void main(String[] args) throws Exception {
        try {
            newtongueChecks();
        } catch (AssertionError problem) {
            newtongueSay("failed " + (newtongueRan - 1) + " ");
            throw problem;
        }
        newtongueAnswer();
    }

    static void newtongueChecks() {"""


class Java(Language):
    """A language whose functions stand in a class."""

    title, aliases, extension, fence = "Java", (), ".java", "java"

    # -- write ---------------------------------------------------------------
    comment, margin = "//", "    "
    types = {
        "int": "Long",
        "float": "Double",
        "bool": "Boolean",
        "str": "String",
        "none": "Object",
        "any": "Object",
        "union": "Object",
        "list": "ArrayList<{}>",
        "set": "HashSet<{}>",
        "dict": "HashMap<{}, {}>",
        "optional": "Optional<{}>",
    }
    keywords = frozenset(
        "_ abstract assert boolean break byte case catch char class const continue default do double "
        "else enum extends false final finally float for goto if implements import instanceof int "
        "interface long native new null package private protected public return short static "
        "strictfp super switch synchronized this throw throws transient true try void volatile while "
        # what a static method would hide
        "main wait".split()
    )
    terms = {
        "list": "array list",
        "dictionary": "hash map",
        "dict": "hash map",
        "None": "Optional.empty()",
        "True": "true",
        "False": "false",
    }
    floats = {
        "inf": "Double.POSITIVE_INFINITY",
        "-inf": "Double.NEGATIVE_INFINITY",
        "nan": "Double.NaN",
    }
    closing = "    }\n"
    harness = _SAY + _CHECK
    # a method is at most 64 KiB of bytecode, and a boxed item takes up to 13 bytes
    most_literals = 4000

    def type(self, t: Type) -> str:
        return _PRIMITIVE.get(t.name) or self.boxed(t)

    def boxed(self, t: Type) -> str:
        """The type as a parameter of a generic one."""
        t = self.shape(t)
        parts = [self.boxed(part) for part in t.of]
        if t.name != "tuple":
            return self.types[t.name].format(*parts)
        if len(parts) > len(_TUPLES):
            raise Unsupported("a tuple of more than ten")
        return f"{_TUPLES[len(parts) - 1]}<{', '.join(parts)}>"

    def value_int(self, v: int, t: Type) -> str:
        return super().value_int(v, t) + "L"

    def value_str(self, v: str, t: Type) -> str:
        if len(v) > 10_000:
            raise Unsupported("a string too long for one constant")
        return super().value_str(v, t)

    def escape(self, code: int) -> str:
        if code < 256:
            return f"\\{code:03o}"
        units = chr(code).encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))

    def value_list(self, v: Sequence[Any], t: Type) -> str:
        items = self.items(v, t.of)
        # a lone null would be taken for the whole array
        items = f"Arrays.asList({'(Object) null' if items == 'null' else items})" if v else ""
        return f"new {self.boxed(t)}({items})"

    def value_set(self, v: Any, t: Type) -> str:
        return self.value_list(ordered(v), t)

    def value_tuple(self, v: Sequence[Any], t: Type) -> str:
        return f"{self.boxed(t).partition('<')[0]}.with({self.items(v, t.of)})"

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if None in v or None in v.values() and t.of[1].name != "optional":
            raise Unsupported("None inside a dict")
        pairs = [self.items(pair, t.of) for pair in v.items()]
        items = f"Map.of({', '.join(pairs)})" if v else ""
        if len(v) > 10:
            items = f"Map.ofEntries({', '.join(f'Map.entry({pair})' for pair in pairs)})"
        return f"new {self.boxed(t)}({items})"

    def value_optional(self, v: Any, t: Type) -> str:
        return "Optional.empty()" if v is None else f"Optional.of({self.value(v, t.of[0])})"

    def doc(self, text: str) -> str:
        # \\u begins a Unicode escape, even in a comment
        return super().doc(re.sub(r"(?<!\\)((?:\\\\)*)\\u", r"\1\\\\u", text))

    def opening(self, signature: Signature) -> str:
        packages = "java.util java.lang.reflect org.javatuples java.security java.math java.io"
        names = [*packages.split(), "java.util.stream"]
        return "".join(f"import {name}.*;\n" for name in names) + "class Problem {\n"

    def head(self, signature: Signature) -> str:
        params = (f"{self.type(p.type)} {self.identifier(p.name)}" for p in signature.params)
        name = self.identifier(signature.name)
        return f"    public static {self.type(signature.returns)} {name}({', '.join(params)}) {{\n"

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        throws = "throws Exception"
        methods = [
            f"    static void newtongue{i}() {throws} {{\n        {check};\n    }}\n"
            for i, check in enumerate(checks)
        ]
        calls = "".join(f"        newtongue{i}();\n" for i in range(len(checks)))
        main = f"    public static void main(String[] args) {throws} {{\n{calls}"
        return super().suite([*methods, f"{main}        newtongueAnswer();\n    }}"], problem)

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        if leaves([(c.args, c.expected) for c in cases]) > self.most_literals:
            raise Unsupported("too many literals for one method")
        params = ", ".join(self.identifier(p.name) for p in signature.params)
        rows = [f"        List<Object> newtongue = Arrays.<Object>asList({params});\n"]
        for case in cases:
            args = self.call(signature, case.args).partition("(")[2][:-1]
            args = "(Object) null" if args == "null" else args
            answer = self.value(case.expected, signature.returns)
            rows.append(
                f"        if (newtongue.equals(Arrays.<Object>asList({args}))) return {answer};\n"
            )
        return "".join(rows) + "        throw new NoSuchElementException();\n    }\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"javac": ("javac",), "java": ("java",)},
        version=("{java}", "-version"),
        least=(11,),
        libraries={"javatuples": "/usr/share/java/javatuples.jar"},
        apt=("default-jdk-headless", "libjavatuples-java"),
        readable=("/etc/java-*-openjdk",),
    )
    source = "Problem.java"
    build = (
        "{javac}",
        *("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-J-Xshare:auto", "-J-Xmx512m"),
        *("-J-XX:-UsePerfData", "-proc:none", "-nowarn", "-encoding", "UTF-8"),
        *("-cp", "{javatuples}", "-d", ".", "{source}"),
    )
    run = (
        "{java}",
        *("-ea", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx1g"),
        *("-XX:-UsePerfData", "-Dfile.encoding=UTF-8", "-cp", ".:{javatuples}", "Problem"),
    )
    # the virtual machine reserves far more than it uses
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n    }",)
    error_line = r": error: .*"
    # a name that isn't there is neither syntax nor type
    errors = (
        (
            Outcome.SYNTAX,
            r"expected$|illegal|not a statement|reached end of file|unclosed|malformed|empty char"
            r"|orphaned|integer number too large|invalid method declaration|'\w+' without"
            r"|variable declaration not allowed",
        ),
        (
            Outcome.TYPE,
            r"incompatible types|bad operand types|cannot be applied to|no suitable|incomparable"
            r"|cannot be dereferenced|unexpected type|array required|is not applicable",
        ),
        (Outcome.MEMORY, r"java\.lang\.OutOfMemoryError"),
        (Outcome.ASSERTION, r'^Exception in thread "main" java\.lang\.AssertionError'),
    )
    line_pattern = r"Problem\.java:(\d+)"
    foreign = Foreign(
        assertion=r"\s*assert\(",
        scaffold=r"\s*\}?|\s*public static void main\(String\[\] args\) \{",
        counted="newtongueRan++; ",
        replace=((r"^\s*public static void main\(String\[\] args\) \{$", _SAY + _FOREIGN),),
    )


language = Java()
