"""Clojure 1.11: untyped; a vector is list and tuple, and equals any sequence of the same items.

Numbers compare by `==`, a set's members and a map's keys included, and an int may have any size.
The tests stand in a namespace of their own: a program may redefine what every other one begins with
(`max`, `merge`), and often the problem is called so.
"""

from __future__ import annotations

from collections.abc import Sequence

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = r"""
(clojure.core/ns newtongue)
(def ran (atom 0))
(defn say [line] (spit "/dev/fd/4" (str line "\n")))
(defn answer []
  (say (str "ready " @ran))
  (with-open [nonce (clojure.java.io/reader "/dev/fd/3")]
    (say (str "nonce " (first (line-seq nonce))))))
"""
# A sequence may have no end, so that its length isn't asked; and a type of its own may claim any
# length, or to equal anything, so that classes are compared first.
_CHECK = r"""
(defn near [got want tolerance]
  (or (== got want)
      (let [x (double got) y (double want)]
        (or (and (Double/isNaN x) (Double/isNaN y))
            (and (pos? tolerance) (or (float? got) (float? want))
                 (<= (Math/abs (- x y)) tolerance))))))
(defn kind [x]
  (cond
    (number? x) :number
    (or (sequential? x) (instance? java.util.List x)) :sequential
    (instance? java.util.Set x) :set
    (instance? java.util.Map x) :map
    :else (class x)))
(defn items [got want] (vec (take (inc (count want)) got)))
(defn same [got want tolerance]
  (and
   (= (kind got) (kind want))
   (case (kind want)
     :number (near got want tolerance)
     :sequential
     (let [got (items got want)]
       (and (= (count got) (count want))
            (every? true? (map (fn [a b] (same a b tolerance)) got want))))
     :set
     (let [got (items got want)]
       (and (= (count got) (count want))
            (every? (fn [b] (some (fn [a] (same a b 0)) got)) want)))
     :map
     (let [got (items got want)]
       (and (= (count got) (count want))
            (every? (fn [[k b]]
                      (some (fn [[j a]] (and (same j k 0) (same a b tolerance))) got))
                    want)))
     (= got want))))
(defn check [index got want tolerance]
  (when-not (same got want tolerance)
    (let [text (binding [*print-length* SHOWN *print-level* 8] (pr-str got))
          line (clojure.string/replace text #"(?! )[\p{C}\p{Z}]" "?")]
      (say (str "failed " index " " (subs line 0 (min SHOWN (count line)))))
      (.halt (Runtime/getRuntime) 1)))
  (swap! ran inc))

CHECKS
(answer)
"""
_FOREIGN = (
    _SAY
    + r"""
(require 'clojure.test)
(binding [clojure.test/report
          (fn [event]
            (case (:type event)
              :pass (swap! ran inc)
              :fail (do (say (str "failed " @ran " ")) (.halt (Runtime/getRuntime) 1))
              :error (throw (:actual event))
              nil))]
  (user/test-humaneval))
(answer)
"""
)
_JAR = "/usr/share/java/clojure-1.11.jar"


class Clojure(Language):
    title, aliases, extension, fence = "Clojure", ("clj",), ".clj", "clojure"

    # -- write ---------------------------------------------------------------
    comment, param, headline = ";", "{name}", "(defn {name} [{params}]"
    typed = False
    containers = table("list: [{items}] | tuple: [{items}] | set: #{{{items}}} | dict: {{{items}}}")
    pair = "{} {}"
    nothing = absent = "nil"
    floats = table("inf: ##Inf | -inf: ##-Inf | nan: ##NaN")
    keywords = "def do if let fn loop quote var recur new try catch finally throw nil true false"
    terms = table(
        "list: vector | tuple: vector | array: vector | dictionary: map | dict: map | None: nil"
        " | True: true | False: false"
    )
    harness = _SAY + _CHECK
    leave = ("      (.halt (Runtime/getRuntime) 1)))\n  (swap!", "      ))\n  (swap!")
    # what is printed tells 3 from 3.0; no parameter's name can get into this
    lookup = """\
  (clojure.core/val (clojure.core/find (clojure.core/hash-map
ROWS
    ) (clojure.core/pr-str [PARAMS]))))
"""
    answer = "    (clojure.core/pr-str [{args}]) {answer}\n"
    most_literals, longest_text, surrogates = 4000, 10_000, True

    def value_int(self, v: int, t: Type) -> str:
        return str(int(v)) + "N" * (not -(2**63) <= v < 2**63)

    def escape(self, code: int) -> str:
        units = chr(code).encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))

    def container(self, items: Sequence[str], t: Type) -> str:
        text = (", " if t.name == "dict" else " ").join(items)
        return self.containers[t.name].format(items=text)

    def head(self, signature: Signature) -> str:
        return super().head(signature).replace(", ", " ")

    def prompt(self, doc: str, signature: Signature) -> str:
        text = doc.replace("\\", "\\\\").replace('"', '\\"')
        lines = "\n".join(f"  {line}".rstrip() for line in f'"{text}"'.splitlines())
        name, params = self.head(signature).split(" [")
        return f"{name}\n{lines}\n  [{params}"

    def call(self, signature: Signature, args: Sequence[object]) -> str:
        name = self.identifier(signature.name)
        return f"({' '.join([name, *self.arguments(signature, args)])})"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        self.limit((case.args, case.expected))
        call = self.call(signature, case.args).replace("(", "(user/", 1)
        expected = self.value(case.expected, signature.returns)
        return f"(check {index} {call} {expected} {case.tolerance or 0.0!r})"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"java": ("java",)},
        version=("{java}", "-jar", _JAR, "-e", "(println (clojure-version))"),
        least=(1, 10),
        libraries={"clojure": _JAR},
        apt=("default-jdk-headless", "clojure"),
        readable=("/etc/java-*-openjdk",),
    )
    source = "main.clj"
    run = command(
        "{java} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g -XX:-UsePerfData "
        "-Dfile.encoding=UTF-8 -Dclojure.main.report=stderr -cp {clojure} clojure.main {source}"
    )
    address_space = False

    # -- read ----------------------------------------------------------------
    # what a program defines behind the function, the function can't see
    stops = ("\n(", "\n;")
    errors = (
        (
            Outcome.SYNTAX,
            r'message\n "Syntax error [^"]*? at \(main\.clj[:\d]+\)\.\\n(?!Unable to res|No such)',
        ),
        (Outcome.MEMORY, r"java\.lang\.OutOfMemoryError"),
        (Outcome.ASSERTION, r'message\n "Execution error \(AssertionError\)'),
    )
    line_pattern = r"main\.clj:(\d+)"
    misled = "MultiPL-E asks for the last line of clojure.test"
    foreign = Foreign(
        assertion=r"\s*\(is \(= .*\)\)$",
        scaffold=r"\(require '\[clojure\.test :refer \[deftest is run-test\]\]\)"
        r"|\(def candidate \S+\)|\(deftest test-humaneval|\)|\(run-test test-humaneval\)|\s*",
        replace=((r"^\(run-test test-humaneval\)$", _FOREIGN),),
    )


language = Clojure()
