"""Scala 2.11: one method in an object `Problem`, immutable List, Set, Map, tuples and Option.

An int is a Long, a float a Double. None is an absent Option, of any type too. A union of two is an
Either, of more `Any`; which side of an Either holds an answer doesn't matter, its value does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Problem
from newtongue.core.signature import Signature, Type
from newtongue.core.values import natural
from newtongue.languages.base import Foreign, Language, Toolchain, command, table
from newtongue.languages.java import Java

_SAY = """
    var newtongueRan = 0
    def newtongueSay(line: String): Unit = {
        val channel = new java.io.FileOutputStream("/dev/fd/4")
        channel.write((line + "\\n").getBytes("UTF-8"))
        channel.close()
    }
    def main(args: Array[String]): Unit = {
        try newtongueChecks() catch {
            case problem: AssertionError =>
                newtongueSay("failed " + newtongueRan + " ")
                throw problem
        }
        newtongueSay("ready " + newtongueRan)
        val nonce = new java.io.FileReader("/dev/fd/3")
        newtongueSay("nonce " + new java.io.BufferedReader(nonce).readLine())
    }
"""
# 'a' == 97L, so only numbers are compared by ==, the rest by equals. A class of its own may claim
# anything of its items, so they are copied first.
_CHECK = r"""
    def newtongueNear(got: Number, want: Number, tolerance: Double): Boolean = {
        val (x, y) = (got.doubleValue, want.doubleValue)
        val whole = List(got, want).forall(_.toString.matches("-?\\d+"))
        if (whole) got.toString == want.toString
        else x == y || (x != x && y != y) || (tolerance > 0 && (x - y).abs <= tolerance)
    }
    def newtongueItems[A](got: Iterable[A], want: Iterable[_]): List[A] =
        got.iterator.take(want.size + 1).toList
    def newtongueSame(got: Any, want: Any, tolerance: Double): Boolean = (got, want) match {
        case (x: Number, y: Number) => newtongueNear(x, y, tolerance)
        case (x: collection.Seq[_], y: collection.Seq[_]) =>
            val items = newtongueItems(x, y)
            items.size == y.size &&
                items.zip(y).forall(p => newtongueSame(p._1, p._2, tolerance))
        case (x: collection.Set[_], y: collection.Set[_]) =>
            val items = newtongueItems(x, y)
            items.size == y.size && y.forall(b => items.exists(a => newtongueSame(a, b, 0.0)))
        case (x: collection.Map[_, _], y: collection.Map[_, _]) =>
            val items = newtongueItems(x, y)
            items.size == y.size && y.forall(b => items.exists(a =>
                newtongueSame(a._1, b._1, 0.0) && newtongueSame(a._2, b._2, tolerance)))
        case (x: Either[_, _], y: Either[_, _]) =>
            newtongueSame(x.fold[Any](a => a, b => b), y.fold[Any](a => a, b => b), tolerance)
        case (x: Product, y: Product) => x.productPrefix == y.productPrefix &&
            newtongueSame(x.productIterator.toList, y.productIterator.toList, tolerance)
        case _ => want.equals(got)
    }
    def newtongue_check(i: Int, got: Any, want: Any, tolerance: Double): Unit = {
        if (!newtongueSame(got, want, tolerance)) {
            val text = if (got.isInstanceOf[String]) "\"" + got + "\"" else String.valueOf(got)
            newtongueSay(s"failed $i " + text.replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "?").take(SHOWN))
            Runtime.getRuntime.halt(1)
        }
        newtongueRan += 1
    }

CHECKS
}
"""
# exact: 3 and 3.0 differ, nan is nan, Left is not Right
_LOOKUP = """\
        def newtongue(x: Any): Any = x match {
            case items: Seq[_] => items.map(newtongue).toList
            case items: Set[_] => items.map(newtongue).toSet[Any]
            case items: Map[_, _] => items.toSet.map(newtongue)
            case items: Product => (items.productPrefix, newtongue(items.productIterator.toList))
            case _ => (x.getClass, x.toString)
        }
        val newtongueArguments = newtongue(List[Any](PARAMS))
ROWS
        throw new NoSuchElementException
    }
"""
_SYNTAX = (
    r"expected|illegal|unclosed|unmatched|unbalanced|invalid|malformed|empty character|no newline"
    r"|number too large|forward reference|in XML literal|missing closing|unexpected"
)
# a name that isn't there is neither syntax nor type
_TYPE = (
    r"type mismatch|is not a member of|overloaded method|arguments for|does not take|cannot be app"
    r"|type arguments|no type parameters|missing parameter type|missing argument|not conform"
    r"|incompatible|not a legal|constructor cannot|takes? (?:no )?(?:type )?param"
    r"|could not find impl|ambiguous|needs result type|No implicit"
)
_JARS = {x: f"/usr/share/java/scala-{x}.jar" for x in ("compiler", "library", "reflect")}
_CLASSES = "{compiler}:{library}:{reflect}"
_JVM = "{java} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx768m -Xss8m -XX:-UsePerfData"
_SCALAC = f"{_JVM} -cp {_CLASSES}"
_OPTIONS = "-nowarn -encoding UTF-8 -cp {library} -d . {source}"


class Scala(Java):
    title, aliases, extension, fence = "Scala", (), ".scala", "scala"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}: {type}", "    def {name}({params}): {returns} = {{"
    types = table(
        "int: Long | float: Double | bool: Boolean | str: String | none: None.type | any: Any"
        " | list: List[{}] | set: Set[{}] | dict: Map[{}, {}] | tuple: ({}) | optional: Option[{}]"
    )
    containers = table(
        "list: {type}({items}) | set: {type}({items}) | dict: {type}({items}) | tuple: ({items})"
    )
    empty = {}
    pair = "{} -> {}"
    nothing = absent = "None"
    some = "Some({})"
    floats = table("inf: Double.PositiveInfinity | -inf: Double.NegativeInfinity | nan: Double.NaN")
    keywords = (  # and what every object has, or these tests use
        "_ abstract case catch class def do else extends false final finally for forSome if "
        "implicit import lazy macro match new null object override package private protected "
        "return sealed super this throw trait try true type val var while with yield main wait "
        "notify notifyAll clone finalize equals hashCode toString getClass eq ne synchronized"
    )
    terms = table("dictionary: map | dict: map | True: true | False: false")
    harness, leave = _SAY + _CHECK, ("            Runtime.getRuntime.halt(1)\n", "")
    lookup = _LOOKUP
    answer = "        if (newtongueArguments == newtongue(List[Any]({args}))) return {answer}\n"

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name == "union":
            parts = [self.type(part) for part in t.of]
            return f"Either[{', '.join(parts)}]" if len(parts) == 2 else "Any"
        if t.name == "tuple" and len(t.of) > 22:
            raise Unsupported("a tuple of more than twenty-two")
        if t.name == "tuple" and len(t.of) == 1:
            return f"Tuple1[{self.type(t.of[0])}]"
        return Language.type(self, t)

    def value(self, v: Any, t: Type) -> str:
        if t.name != "union" or len(t.of) != 2:
            return super().value(v, t)
        sides = zip(("Left", "Right"), t.of, strict=True)
        for side, part in sorted(sides, key=lambda each: each[1].name != natural(v).name):
            try:
                return f"{side}({self.value(v, part)})"
            except Unsupported:
                continue
        raise Unsupported("a value that is of no type of its union")

    def escape(self, code: int) -> str:
        units = chr(code).encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))

    value_dict = Language.value_dict

    def container(self, items: Sequence[str], t: Type) -> str:
        text = Language.container(self, items, t)
        return f"Tuple1{text}" if t.name == "tuple" and len(items) == 1 else text

    def opening(self, signature: Signature) -> str:
        return "import scala.math._\nimport scala.collection.mutable\n\nobject Problem {\n"

    def head(self, signature: Signature) -> str:
        # a name that ends with an underscore would take in the colon
        return super().head(signature).replace("_:", "_ :")

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        names = [f"newtongue{i}()" for i in range(len(checks))]
        bodies = [f"    def {n}: Unit = {c}" for n, c in zip(names, checks, strict=True)]
        bodies.append(f"    def newtongueChecks(): Unit = {{ {'; '.join(names)} }}")
        return Language.suite(self, bodies, problem)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"java": ("java",)},
        version=("{java}", "-cp", ":".join(_JARS.values()), "scala.tools.nsc.Main", "-version"),
        least=(2, 11),
        libraries=_JARS,
        apt=("default-jdk-headless", "scala"),
        readable=("/etc/java-*-openjdk",),
    )
    source = "Problem.scala"
    build = command(f"{_SCALAC} scala.tools.nsc.Main {_OPTIONS}")
    prepare = (f"{_SCALAC} scala.tools.nsc.Main -cp {_CLASSES} -encoding UTF-8 -d . {{boot}}",)
    resident = command(f"{_SCALAC}:{{prepared}} Resident {_OPTIONS}")
    run = command(
        "{java} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g -XX:-UsePerfData "
        "-Dfile.encoding=UTF-8 -cp .:{library} Problem"
    )
    time_factor = 3.0

    # -- read ----------------------------------------------------------------
    errors = (
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"java\.lang\.OutOfMemoryError"),
        (Outcome.ASSERTION, r'^Exception in thread "main" java\.lang\.AssertionError'),
    )
    line_pattern = r"Problem\.scala:(\d+)"
    foreign = Foreign(
        assertion=r"\s*assert\(",
        scaffold=r"\s*\}?|\s*def main\(args: Array\[String\]\) = \{",
        counted="    newtongueRan += 1;",
        replace=((r"^ *def main\(.*$", _SAY + "    def newtongueChecks(): Unit = {"),),
    )


language = Scala()
