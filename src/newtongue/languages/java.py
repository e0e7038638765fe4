"""Java 17: one static method in a class `Problem`, tuples from the library javatuples.

An int is a long, a float a double, and inside generics they are boxed. What has no static type in
Java (`any`, a union) is an Object. None is `Optional.empty()` of an optional type, else null.
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

_PRIMITIVE = {"int": "long", "float": "double", "bool": "boolean"}
_TUPLES = "None Unit Pair Triplet Quartet Quintet Sextet Septet Octet Ennead Decade"
_PACKAGES = """
java.util java.lang.reflect org.javatuples java.security java.math java.io java.util.stream
"""
_SAY = """
    static int newtongueRan = 0;
    static void newtongueSay(String line) throws java.io.IOException {
        java.io.OutputStream channel = new java.io.FileOutputStream("/dev/fd/4");
        channel.write((line + "\\n").getBytes("UTF-8"));
        channel.close();
    }
    public static void main(String[] args) throws Exception {
        try {
            newtongueChecks();
        } catch (AssertionError problem) {
            newtongueSay("failed " + newtongueRan + " ");
            throw problem;
        }
        newtongueSay("ready " + newtongueRan);
        java.io.Reader nonce = new java.io.FileReader("/dev/fd/3");
        newtongueSay("nonce " + new java.io.BufferedReader(nonce).readLine());
    }
"""
_CHECK = r"""
    static boolean newtongueSame(Object got, Object want, double tolerance) {
        boolean same = want == null ? got == null : want.equals(got);
        if (got instanceof Number && want instanceof Number) {
            if (got instanceof Long && want instanceof Long) return same;
            double x = ((Number) got).doubleValue(), y = ((Number) want).doubleValue();
            return x == y || (x != x && y != y) || (tolerance > 0 && Math.abs(x - y) <= tolerance);
        } else if (got instanceof Map && want instanceof Map) {
            Map<?, ?> x = (Map<?, ?>) got, y = (Map<?, ?>) want;
            same = y.keySet().equals(x.keySet());
            for (Object k : y.keySet()) same = same && newtongueSame(x.get(k), y.get(k), tolerance);
        } else if (got instanceof Optional && want instanceof Optional) {
            Object x = ((Optional<?>) got).orElse(null), y = ((Optional<?>) want).orElse(null);
            same = newtongueSame(x, y, tolerance);
        } else if (got instanceof List && want instanceof List
                || got instanceof Tuple && want instanceof Tuple) {
            Iterator<?> x = ((Iterable<?>) got).iterator(), y = ((Iterable<?>) want).iterator();
            for (same = true; same && x.hasNext() && y.hasNext(); )
                same = newtongueSame(x.next(), y.next(), tolerance);
            same = same && x.hasNext() == y.hasNext();
        }
        return same;
    }
    static void newtongue_check(int i, Object got, Object want, double tolerance) throws Exception {
        if (!newtongueSame(got, want, tolerance)) {
            String text = got instanceof String ? '"' + (String) got + '"' : String.valueOf(got);
            text = text.replaceAll("\\p{Cntrl}", "?");
            newtongueSay(String.format("failed %d %.SHOWNs", i, text));
            Runtime.getRuntime().halt(1);
        }
        newtongueRan++;
    }

CHECKS
}
"""
_SYNTAX = (
    r"expected$|illegal|not a statement|reached end of file|unclosed|malformed|empty char|orphaned"
    r"|integer number too large|invalid method declaration|'\w+' without|variable declaration not"
)
# a name that isn't there is neither syntax nor type
_TYPE = (
    r"incompatible types|bad operand types|cannot be applied to|no suitable|incomparable"
    r"|cannot be dereferenced|unexpected type|array required|is not applicable"
)

_COMPILER = command("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -XX:-UsePerfData")
_INSIDE = command("--add-opens jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED")
_OPTIONS = command("-proc:none -nowarn -encoding UTF-8 -cp {javatuples} -d . {source}")


class Java(Language):
    title, aliases, extension, fence = "Java", (), ".java", "java"

    # -- write ---------------------------------------------------------------
    comment, margin = "//", "    "
    param, headline = "{type} {name}", "    public static {returns} {name}({params}) {{"
    types = table("""int: Long | float: Double | bool: Boolean | str: String | none: Object
        | any: Object | union: Object | optional: Optional<{}> | list: ArrayList<{}>
        | set: HashSet<{}> | dict: HashMap<{}, {}>""")
    containers = table("""list: new {type}(Arrays.asList({items}))
        | set: new {type}(Arrays.asList({items})) | dict: new {type}(Map.of({items}))""")
    empty = table("list: new {type}() | set: new {type}() | dict: new {type}()")
    pair = "{}, {}"
    absent, some = "Optional.empty()", "Optional.of({})"
    floats = table(
        "inf: Double.POSITIVE_INFINITY | -inf: Double.NEGATIVE_INFINITY | nan: Double.NaN"
    )
    keywords = (  # and two names that a static method would hide
        "_ abstract assert boolean break byte case catch char class const continue default do "
        "double else enum extends false final finally float for goto if implements import "
        "instanceof int interface long native new null package private protected public return "
        "short static strictfp super switch synchronized this throw throws transient true try void "
        "volatile while main wait"
    )
    terms = table(
        "list: array list | dictionary: hash map | dict: hash map | None: Optional.empty()"
        " | True: true | False: false"
    )
    closing = "    }\n"
    harness, leave = _SAY + _CHECK, ("            Runtime.getRuntime().halt(1);\n", "")
    lookup = """\
        List<Object> newtongue = Arrays.<Object>asList(PARAMS);
ROWS
        throw new NoSuchElementException();
    }
"""
    answer = "        if (newtongue.equals(Arrays.<Object>asList({args}))) return {answer};\n"
    # a method is at most 64 KiB of bytecode, and a boxed item takes up to 13 bytes
    most_literals, longest_text, surrogates = 4000, 10_000, True

    def type(self, t: Type) -> str:
        return _PRIMITIVE.get(t.name) or self.boxed(t)

    def boxed(self, t: Type) -> str:
        """The type as a parameter of a generic one."""
        t = self.shape(t)
        parts = [self.boxed(part) for part in t.of]
        if t.name != "tuple":
            return self.types[t.name].format(*parts)
        if len(parts) > 10:
            raise Unsupported("a tuple of more than ten")
        return f"{_TUPLES.split()[len(parts)]}<{', '.join(parts)}>"

    def value_int(self, v: int, t: Type) -> str:
        return super().value_int(v, t) + "L"

    def escape(self, code: int) -> str:
        units = chr(code).encode("utf-16-be", "surrogatepass").hex()
        # not \u for a line's end: it would end the line of the source
        return f"\\{code:03o}" if code < 256 else re.sub("(....)", r"\\u\1", units)

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if None in v or (None in v.values() and t.of[1].name != "optional"):
            raise Unsupported("None inside a dict")
        return super().value_dict(v, t)

    def container(self, items: Sequence[str], t: Type) -> str:
        if t.name == "tuple":
            return f"{self.type(t).partition('<')[0]}.with({', '.join(items)})"
        if t.name == "dict" and len(items) > 10:
            entries = ", ".join(f"Map.entry({pair})" for pair in items)
            return f"new {self.type(t)}(Map.ofEntries({entries}))"
        # a lone null would be taken for the whole array
        return super().container(["(Object) null"] if items == ["null"] else items, t)

    def doc(self, text: str) -> str:
        # \u begins a Unicode escape, even in a comment
        return super().doc(re.sub(r"(?<!\\)((?:\\\\)*)\\u", r"\1\\\\u", text))

    def opening(self, signature: Signature) -> str:
        return "".join(f"import {name}.*;\n" for name in _PACKAGES.split()) + "class Problem {\n"

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        bodies = {f"newtongue{i}()": f"{check};" for i, check in enumerate(checks)}
        bodies["newtongueChecks()"] = " ".join(f"{name};" for name in bodies)
        head = "    static void {} throws Exception {{\n        {}\n    }}"
        return super().suite([head.format(*item) for item in bodies.items()], problem)

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
    build = ("{javac}", *(f"-J{flag}" for flag in _COMPILER), *_OPTIONS)
    prepare = ("{javac} -proc:none -encoding UTF-8 -d . {boot}",)
    resident = ("{java}", *_COMPILER, *_INSIDE, "-cp", "{prepared}", "Resident", *_OPTIONS)
    run = command(
        "{java} -ea -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g -XX:-UsePerfData "
        "-Dfile.encoding=UTF-8 -cp .:{javatuples} Problem"
    )
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n    }",)
    error_line = r": error: .*"
    errors = (
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"java\.lang\.OutOfMemoryError"),
        (Outcome.ASSERTION, r'^Exception in thread "main" java\.lang\.AssertionError'),
    )
    line_pattern = r"Problem\.java:(\d+)"
    foreign = Foreign(
        assertion=r"\s*assert\(",
        scaffold=r"\s*\}?|\s*public static void main\(String\[\] args\) \{",
        counted="    newtongueRan++;",
        replace=((r"^ *public static void main.*$", _SAY + "    static void newtongueChecks() {"),),
    )


language = Java()
