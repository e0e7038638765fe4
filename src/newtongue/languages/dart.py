"""Dart 3.4: List, Set, Map and records, null for None; what has no static type is dynamic.

The one Dart that a package registry carries runs inside npm's embedded Sass, for 32-bit machines;
its ints have 64 bits all the same. Imports stand first in a file or nowhere, so the prompt brings
those that a function may want, and the harness; tests of another project bring none: not adapted.
A record has no parts to a program that does not know its shape: up to ten are looked through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Language, Toolchain, command, table

MOST = 10
"""Parts of a record that the harness can look through."""


def _shapes() -> str:
    """Cases of a switch: a record of each length, and its parts as a list."""
    lines = []
    for count in range(1, MOST + 1):
        names = [f"p{i}" for i in range(count)]
        pattern = ", ".join(f"var {name}" for name in names) + "," * (count == 1)
        lines.append(f"      ({pattern}) => [{', '.join(names)}],\n")
    return "".join(lines)


# A class of its own may claim anything of its members, so they are copied first.
_HARNESS = r"""
int newtongueRan = 0;
void newtongueSay(String line) {
  final channel = File('/dev/fd/4').openSync(mode: FileMode.writeOnly);
  channel.writeStringSync('$line\n');
  channel.closeSync();
}
String newtongueNonce() {
  final channel = File('/dev/fd/3').openSync();
  final line = <int>[];
  for (int byte; (byte = channel.readByteSync()) > 0 && byte != 10;) {
    line.add(byte);
  }
  return String.fromCharCodes(line);
}
List<dynamic>? newtongueParts(dynamic x) => switch (x) {
PATTERNS      _ => null
    };
bool newtongueSame(dynamic got, dynamic want, double tolerance) {
  if (got is num && want is num) {
    final near = tolerance > 0 && (got is double || want is double) &&
        (got - want).abs() <= tolerance;
    return near || got == want || got.isNaN && want.isNaN;
  } else if (got is List && want is List) {
    if (got.length != want.length) return false;
    for (var i = 0; i < want.length; i++) {
      if (!newtongueSame(got[i], want[i], tolerance)) return false;
    }
    return true;
  } else if (got is Set && want is Set) {
    final items = [...got];
    return items.length == want.length &&
        want.every((x) => items.any((y) => newtongueSame(y, x, 0)));
  } else if (got is Map && want is Map) {
    final items = [...got.entries];
    return items.length == want.length &&
        want.entries.every((x) => items.any((y) =>
            newtongueSame(y.key, x.key, 0) && newtongueSame(y.value, x.value, tolerance)));
  } else if (got is Record && want is Record) {
    return newtongueSame(newtongueParts(got), newtongueParts(want), tolerance);
  }
  return got is String && want is String && got == want ||
      got is bool && want is bool && got == want ||
      got == null && want == null;
}
void newtongue_check(int index, dynamic got, dynamic want, double tolerance) {
  if (!newtongueSame(got, want, tolerance)) {
    var text = got is String ? '"$got"' : '$got';
    text = text.substring(0, text.length < SHOWN ? text.length : SHOWN);
    newtongueSay('failed $index ${text.replaceAll(RegExp(r'[\x00-\x1f\x7f-\x9f]'), '?')}');
    throw StateError('the check failed');
  }
  newtongueRan++;
}
void main() {
CHECKS
  newtongueSay('ready $newtongueRan');
  newtongueSay('nonce ${newtongueNonce()}');
}
""".replace("PATTERNS", _shapes())
# what the parser says; a name that isn't there is neither syntax nor type
_SYNTAX = (
    r"Expected|Unexpected|Can't find|String starting|Unterminated|Operator declarations|Invalid"
    r"|A .* can't be used as an identifier|.*isn't a (?:valid|legal)|Unmatched"
)
_TYPE = (
    r"A value of type|The argument type|The (?:operator|method|getter|setter) '.*' isn't defined"
    r"|A non-null value|Too (?:few|many) positional|(?:Property|Method|Operator) '.*' cannot|.*type"
)


class Dart(Language):
    """Static types, checked before anything runs."""

    title, aliases, extension, fence = "Dart", (), ".dart", "dart"

    # -- write ---------------------------------------------------------------
    comment, param, headline = "///", "{type} {name}", "{returns} {name}({params}) {{"
    types = table(
        "int: int | float: double | bool: bool | str: String | none: Null | any: dynamic"
        " | union: dynamic | optional: {}? | list: List<{}> | set: Set<{}> | dict: Map<{}, {}>"
        " | tuple: ({})"
    )
    containers = table("list: [{items}] | tuple: ({items}) | set: {{{items}}} | dict: {{{items}}}")
    empty = table("set: {type} | dict: {type}")
    floats = table("inf: double.infinity | -inf: double.negativeInfinity | nan: double.nan")
    escapes = {**Language.escapes, "$": "\\$"}
    surrogates = True
    keywords = (
        "assert await break case catch class const continue default do else enum extends false "
        "final finally for if in is new null rethrow return super switch this throw true try var "
        "void when while with yield main File"
    )
    terms = table(
        "dictionary: map | dict: map | tuple: record | None: null | True: true | False: false"
    )
    closing = "}\n"
    harness, leave = _HARNESS, ("    throw StateError('the check failed');\n", "")
    lookup = """\
  String newtongueText(dynamic x) => x is String
      ? jsonEncode(x)
      : x is List
          ? '[${x.map(newtongueText).join(', ')}]'
          : x is Set
              ? '{${x.map(newtongueText).join(', ')}}'
              : x is Map
                  ? '${newtongueText(x.keys.toList())}: ${newtongueText(x.values.toList())}'
                  : '$x';
  final newtongue = newtongueText([PARAMS]);
ROWS
  throw StateError('no such case');
}
"""
    answer = "  if (newtongue == newtongueText([{args}])) return {answer};\n"

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name == "tuple" and not 0 < len(t.of) <= MOST:
            raise Unsupported("a tuple of none or of more than ten")
        if t.name == "tuple" and len(t.of) == 1:
            return f"({self.type(t.of[0])},)"
        return super().type(t).replace("dynamic?", "dynamic")

    def value_tuple(self, v: Sequence[Any], t: Type) -> str:
        self.type(t)
        return super().value_tuple(v, t)

    def container(self, items: Sequence[str], t: Type) -> str:
        if t.name in self.empty and not items:
            return f"<{self.type(t).partition('<')[2]}{{}}"
        lone = [f"{items[0]},"] if t.name == "tuple" and len(items) == 1 else items
        return super().container(lone, t)

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def opening(self, signature: Signature) -> str:
        libraries = ("collection", "convert", "io", "math")
        return "".join(f"import 'dart:{name}';\n" for name in libraries) + "\n"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        return f"  {super().check(signature, case, index)};"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"dart": ("{home}/node_modules/sass-embedded-linux-ia32/dart-sass/src/dart",)},
        version=("{dart}", "--version"),
        least=(3, 4),
        apt=("libc6:i386",),
        npm=("sass-embedded-linux-ia32@1.77.5",),
        abi="i386",
        disk=44,
    )
    source = "main.dart"
    build = command("{dart} --snapshot-kind=kernel --snapshot=main.dill {source}")
    run = command("{dart} --enable-asserts main.dill")
    environment = table("HOME: .")
    time_factor = 2.0

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    error_line = r"^main\.dart:\d+:\d+: Error: .*"
    errors = (
        (Outcome.SYNTAX, rf"Error: (?:{_SYNTAX})"),
        (Outcome.TYPE, rf"Error: (?:{_TYPE})"),
        (Outcome.MEMORY, r"^(?:Unhandled exception:\n)?Out of Memory|Exhausted heap space"),
        (Outcome.ASSERTION, r"Failed assertion: "),
    )
    line_pattern = r"main\.dart(?::|': Failed assertion: line )(\d+)"


language = Dart()
