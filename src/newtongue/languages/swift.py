"""Swift 6: Array, Set, Dictionary, optionals and tuples; what has no static type is AnyHashable.

A tuple can't be hashed: a key, a member or a thing of type any is an array in its place.
Strings are equal when their bytes are: Swift's own equality takes é for e and an accent. The
harness imports nothing, since an import would reach the completion too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ANY, natural
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

# C's functions as initialisers: a function without a body is no Swift to other parsers. None that a
# completion may have imported: its type would be another
_SAY = r"""
struct Newtongue {
    let count: Int
    @_silgen_name("__write") init(to: Int32, _ bytes: UnsafeRawPointer, _ count: Int)
    @_silgen_name("__read") init(from: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int)
    @_silgen_name("fcloseall") init()
    @_silgen_name("_exit") init(leave: Int32)
}
var newtongueRan = 0
func newtongueSay(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = Newtongue(to: 4, bytes, bytes.count)
}
func newtongueAnswer() {
    newtongueSay("ready \(newtongueRan)")
    var line: [UInt8] = [], byte: [UInt8] = [0]
    while Newtongue(from: 3, &byte, 1).count == 1 && byte[0] != 10 { line += byte }
    newtongueSay("nonce " + String(decoding: line, as: UTF8.self))
}
"""

_CHECK = r"""
func newtongueBare(_ x: Any) -> Any? {
    if type(of: x) == AnyHashable.self { return newtongueBare((x as! AnyHashable).base) }
    let mirror = Mirror(reflecting: x)
    if mirror.displayStyle != .optional { return x }
    return mirror.children.first.flatMap { newtongueBare($0.value) }
}
func newtongueNumber(_ x: Any) -> Double? {
    return x as? Double ?? (x as? Int).flatMap { Double(exactly: $0) }
}
func newtongueSame(_ got: Any, _ want: Any, _ tolerance: Double) -> Bool {
    guard let got = newtongueBare(got), let want = newtongueBare(want) else {
        return newtongueBare(got) == nil && newtongueBare(want) == nil
    }
    switch (got, want) {
    case let (x as Bool, y as Bool): return x == y
    case let (x as Int, y as Int): return x == y
    case let (x as String, y as String): return x.utf8.elementsEqual(y.utf8)
    default: break
    }
    if let x = newtongueNumber(got), let y = newtongueNumber(want) {
        return x == y || x.isNaN && y.isNaN || tolerance > 0 && (x - y).magnitude <= tolerance
    }
    let x = Mirror(reflecting: got), y = Mirror(reflecting: want)
    if y.displayStyle == nil || x.displayStyle != y.displayStyle { return false }
    if y.displayStyle != .set && y.displayStyle != .dictionary {
        return x.children.elementsEqual(y.children) { newtongueSame($0.value, $1.value, tolerance) }
    }
    let key = { y.displayStyle == .set ? $0 : Mirror(reflecting: $0).children.first!.value }
    var rest = x.children.map { $0.value }
    return y.children.allSatisfy { member in
        let at = rest.firstIndex { newtongueSame(key($0), key(member.value), 0) }
        return at != nil && newtongueSame(rest.remove(at: at!), member.value, tolerance)
    } && rest.isEmpty
}
func newtongue_check<T>(_ index: Int, _ got: T, _ want: T, _ tolerance: Double) {
    if !newtongueSame(got, want, tolerance) {
        var text = ""
        for c in String(reflecting: got).unicodeScalars.prefix(SHOWN) {
            text.unicodeScalars.append(c.properties.generalCategory == .control ? "?" : c)
        }
        newtongueSay("failed \(index) \(text)")
        _ = Newtongue()  // what was printed is written out
        _ = Newtongue(leave: 1)
    }
    newtongueRan += 1
}

CHECKS
newtongueAnswer()
"""
# what the parser says, then the type checker; a name that isn't there is neither
_SYNTAX = (
    r"expected|unterminated|consecutive|extraneous|invalid|unexpected|keyword|found an unexpected"
    r"|.*cannot be used as an identifier|.*separated"
)
_TYPE = (
    r"cannot (?:convert|assign|invoke|call|pass|use|force)|type |value of |no exact matches"
    r"|no '.*' candid|.*operator|(?:incorrect|missing|extra|conflicting) arg|argument |generic "
    r"|ambiguous|'nil' |init|optional|unable to infer|referencing|instance |global |static "
)


class Swift(Language):
    title, aliases, extension, fence = "Swift", (), ".swift", "swift"

    # -- write ---------------------------------------------------------------
    comment, headline = "///", "func {name}({params}) -> {returns} {{"
    types = table(
        "int: Int | float: Double | bool: Bool | str: String | none: Void | any: AnyHashable"
        " | union: AnyHashable | optional: {}? | list: [{}] | set: Set<{}> | dict: [{}: {}]"
        " | tuple: ({})"
    )
    containers = table("list: [{items}] | set: [{items}] | dict: [{items}] | tuple: ({items})")
    empty = table("dict: [:]")
    nothing, absent = "()", "nil"
    floats = table("inf: Double.infinity | -inf: -Double.infinity | nan: Double.nan")
    escapes = {**Language.escapes, "\0": "\\0"}
    keywords = (
        "Any Self Type as associatedtype async await break case catch class continue default defer"
        " deinit do else enum extension fallthrough false fileprivate for func guard if import in"
        " init inout internal is let nil operator precedencegroup private protocol public repeat"
        " rethrows return self static struct subscript super switch throw throws true try typealias"
        " var where while _"
    )
    terms = table("list: array | dict: dictionary | None: nil | True: true | False: false")
    closing = "}\n"
    alone = dict[str, str]()
    harness, leave = _SAY + _CHECK, ("        _ = Newtongue(leave: 1)\n", "")
    lookup = """\
    func newtongue(TYPED) -> [UInt8] {
        return Array(String(reflecting: (0, PARAMS)).utf8)
    }
    let newtongueArgs = newtongue(PARAMS)
ROWS
    fatalError("no such case")
}
"""
    answer = "    if newtongueArgs == newtongue({args}) {{ return {answer} }}\n"

    def shape(self, t: Type) -> Type:
        t = super().shape(t)
        keyed = t.name in ("set", "dict")
        return Type(t.name, (*_hashable(Type("list", t.of[:1])).of, *t.of[1:])) if keyed else t

    def value(self, v: Any, t: Type) -> str:
        texts = [each for each in v if isinstance(each, str)] if isinstance(v, set | dict) else []
        if len({unicodedata.normalize("NFC", text) for text in texts}) < len(texts):
            raise Unsupported("keys that differ in how an accent is written")
        if t.name not in ("any", "union"):
            return super().value(v, t)
        kind = _hashable(natural(v))
        if not kind.of:
            return "AnyHashable(Int?.none)" if v is None else super().value(v, kind)
        return f"AnyHashable({super().value(v, kind)} as {self.type(kind)})"

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        labels = [self.identifier(p.name) for p in signature.params]
        pairs = zip(labels, self.arguments(signature, args), strict=True)
        named = ", ".join(f"{label}: {value}" for label, value in pairs)
        return f"{self.identifier(signature.name)}({named})"

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        params = (f"_ {self.identifier(p.name)}: {self.type(p.type)}" for p in signature.params)
        return super().stub(signature, cases).replace("TYPED", ", ".join(["_: Int", *params]), 1)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"swiftc": ("/usr/bin/swiftc",)},
        version=("{swiftc}", "--version"),
        least=(6, 0),
        apt=("swiftlang", "libc6-dev", "libstdc++-14-dev"),
        suite="trixie",
        disk=2500,
    )
    source = "main.swift"
    build = command("{swiftc} -Onone -use-ld=lld -suppress-warnings -o main {source}")
    run = ("./main",)
    environment = table(
        "PATH: /usr/bin:/bin | HOME: . | TMPDIR: . | SWIFT_BACKTRACE: enable=no"
        " | SWIFT_DETERMINISTIC_HASHING: 1"
    )
    time_factor = 2.0
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    error_line = r"main\.swift:\d+:\d+: error: .*"
    errors = (
        (Outcome.SYNTAX, rf"error: (?:{_SYNTAX})"),
        (Outcome.TYPE, rf"error: (?:{_TYPE})"),
        (Outcome.ASSERTION, r"main\.swift:\d+: Assertion failed"),
    )
    line_pattern = r"main\.swift:(\d+)"
    foreign = Foreign(
        assertion=r"assert\(",
        scaffold=r"\}|func ==\(left: .*|\s+(?:if|for|return|\}).*|\s*",
        counted="newtongueRan += 1",
        replace=(
            (r"^func ==\(left: ", f"{_SAY}func ==(left: "),
            (r"\Z", "newtongueAnswer()\n"),
        ),
    )


def _hashable(t: Type) -> Type:
    """The type with a list for each tuple, and anything for nothing: they can't be hashed."""
    parts = tuple(ANY if part.name == "none" else _hashable(part) for part in t.of)
    if t.name != "tuple" or t.variadic:
        return Type(t.name, parts)
    return Type("list", parts[:1] if len(set(parts)) == 1 else (ANY,))


language = Swift()
