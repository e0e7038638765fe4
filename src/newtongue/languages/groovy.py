"""Groovy 2.4: a script's function without types; a list is list and tuple.

Integers grow with their literals (Integer, Long, BigInteger) and compare by number; a float is a
Double, not Groovy's own BigDecimal. An inexact quotient of integers is a BigDecimal of ten places:
where an answer is one of ten places or more, the wanted float is first rounded (half up) to as
many. As for Groovy's `==`, a GString or a lone character is a string and an array is a list; unlike
there, nothing else is converted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Language, Toolchain, command, table

# What a class of its own says of itself counts for nothing: its items are copied, and what is
# wanted decides whether it equals.
_CHECK = r"""
class Newtongue {
    static int ran = 0
    static void say(String line) {
        new File("/dev/fd/4").write(line + "\n", "UTF-8")
    }
    static void answer() {
        say("ready " + ran)
        say("nonce " + new BufferedReader(new FileReader("/dev/fd/3")).readLine())
    }
    static boolean near(Number got, Number want, double tolerance) {
        String both = "" + got + " " + want
        if (both.matches("-?[0-9]+ -?[0-9]+")) return got.toString().equals(want.toString())
        double x = got.doubleValue(), y = want.doubleValue()
        boolean finite = y - y == 0.0d
        if (got instanceof BigDecimal && Math.min(got.scale(), 10) == 10 && finite) {
            BigDecimal exact = new BigDecimal(want.toString())
            y = exact.setScale(got.scale(), BigDecimal.ROUND_HALF_UP).doubleValue()
        }
        // no two zeros, and nan is nan
        if (Double.compare(x + 0.0d, y + 0.0d) == 0) return true
        return Math.max(Math.abs(x - y), tolerance) == tolerance
    }
    static boolean same(Object got, Object want, double tolerance) {
        if (got instanceof GString || got instanceof Character) got = got.toString()
        if (got != null && got.getClass().isArray()) got = got as List
        if (got instanceof Number && want instanceof Number) return near(got, want, tolerance)
        if (got instanceof List && want instanceof List) {
            List items = new ArrayList(got)
            if (items.size() != want.size()) return false
            Iterator each = items.iterator()
            return want.every { same(each.next(), it, tolerance) }
        }
        if (got instanceof Set && want instanceof Set) {
            List items = new ArrayList(got)
            return items.size() == want.size() && want.every { b ->
                items.any { same(it, b, 0.0d) }
            }
        }
        if (got instanceof Map && want instanceof Map) {
            Map pairs = new LinkedHashMap(got)
            return pairs.size() == want.size() && want.every { k, v ->
                pairs.any { j, w -> same(j, k, 0.0d) && same(w, v, tolerance) }
            }
        }
        if (want == null) return got == null
        return want.equals(got)
    }
    static void check(int index, Object got, Object want, double tolerance) {
        if (!same(got, want, tolerance)) {
            String text = String.valueOf(got)
            if (got instanceof CharSequence) text = "\"" + got + "\""
            text = text.replaceAll("(?! )[\\p{C}\\p{Z}]", "?")
            say("failed " + index + " " + text.substring(0, Math.min(SHOWN, text.length())))
            Runtime.getRuntime().halt(1)
        }
        ran++
    }
    static void test(Closure one) {
        one()
    }
}

CHECKS
Newtongue.answer()
"""
_JARS = {
    "groovy": "/usr/share/java/groovy-all.jar",
    "cli": "/usr/share/java/commons-cli.jar",
}


class Groovy(Language):
    title, aliases, extension, fence = "Groovy", (), ".groovy", "groovy"

    # -- write ---------------------------------------------------------------
    comment, param, headline = "//", "{name}", "def {name}({params}) {{"
    typed = False
    containers = table(
        "list: [{items}] | tuple: [{items}] | set: ([{items}] as Set) | dict: [{items}]"
    )
    empty = table("dict: [:]")
    nothing = absent = "null"
    floats = table(
        "inf: Double.POSITIVE_INFINITY | -inf: Double.NEGATIVE_INFINITY | nan: Double.NaN"
    )
    escapes = {**Language.escapes, "$": "\\$"}
    keywords = (  # and methods that a script or closure has, which would be called instead
        "abstract as assert boolean break byte case catch char class const continue def default do "
        "double else enum extends false final finally float for goto if implements import in "
        "instanceof int interface long native new null package private protected public return "
        "short static strictfp super switch synchronized this threadsafe throw throws trait "
        "transient true try void volatile while main run print println printf sprintf equals "
        "evaluate sleep use is isCase grep getAt putAt getProperty setProperty hasProperty "
        "respondsTo invokeMethod doCall"
    )
    terms = table(
        "tuple: list | dictionary: map | dict: map | None: null | True: true | False: false"
    )
    closing = "}\n"
    harness, leave = _CHECK, ("            Runtime.getRuntime().halt(1)\n", "")
    # what is printed tells 3 from 3.0
    lookup = """\
    def newtongue = [PARAMS]
    def newtongue_is = { it.inspect().equals(newtongue.inspect()) }
ROWS
    throw new NoSuchElementException()
}
"""
    answer = "    if (newtongue_is([{args}])) return {answer}\n"

    most_literals, longest_text, surrogates = 3000, 10_000, True

    def escape(self, code: int) -> str:
        units = chr(code).encode("utf-16-be", "surrogatepass").hex()
        return f"\\{code:03o}" if code < 256 else re.sub("(....)", r"\\u\1", units)

    def value_int(self, v: int, t: Type) -> str:
        return str(int(v))

    def value_float(self, v: float, t: Type) -> str:
        text = super().value_float(v, t)
        return text if text[-1:] in "YN" or isinstance(v, int) else f"{text}d"

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        keys = [self.value(k, t.of[0]) for k in v]
        # a bare word would be a string
        keys = [k if k.startswith('"') else f"({k})" for k in keys]
        values = [self.value(x, t.of[1]) for x in v.values()]
        return self.container([f"{k}: {x}" for k, x in zip(keys, values, strict=True)], t)

    def doc(self, text: str) -> str:
        # \u begins a Unicode escape, even in a comment
        return super().doc(re.sub(r"(?<!\\)((?:\\\\)*)\\u", r"\1\\\\u", text))

    def check(self, signature: Signature, case: Case, index: int) -> str:
        # a closure is a class of its own, with its own room for constants
        text = super().check(signature, case, index).replace("newtongue_", "Newtongue.", 1)
        return f"Newtongue.test {{ {text[:-1]}d) }}"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"java": ("java",)},
        version=("{java}", "-cp", ":".join(_JARS.values()), "groovy.ui.GroovyMain", "--version"),
        least=(2, 4),
        libraries=_JARS,
        apt=("default-jdk-headless", "groovy"),
        readable=("/etc/java-*-openjdk",),
    )
    source = "main.groovy"
    run = command(
        "{java} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g -XX:-UsePerfData "
        "-Dfile.encoding=UTF-8 -cp {groovy}:{cli} groovy.ui.GroovyMain {source}"
    )
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    errors = (
        (Outcome.SYNTAX, r"^\S*main\.groovy: \d+: (?!unable to resolve|\[Static type)"),
        (Outcome.MEMORY, r"java\.lang\.OutOfMemoryError"),
        (Outcome.ASSERTION, r"^Caught: (?:Assertion failed|java\.lang\.AssertionError)"),
    )
    line_pattern = r"main\.groovy: ?(\d+)"


language = Groovy()
