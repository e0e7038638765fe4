"""Rust 2021, as far back as 1.63: owned Vec, String, HashMap, HashSet, tuples and Option.

What has no static type (any, union) can't be said, nor can floats as keys or members of a set.
Equality is written out along the type: f64's own has no tolerance, and nan differs from itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = """
fn newtongue_say(line: String) {
    let mut channel = ::std::fs::OpenOptions::new().write(true).open("/dev/fd/4").unwrap();
    ::std::io::Write::write_all(&mut channel, (line + "\\n").as_bytes()).unwrap();
}
fn newtongue_answer(ran: usize) {
    newtongue_say(format!("ready {}", ran));
    let mut line = String::new();
    let mut nonce = ::std::io::BufReader::new(::std::fs::File::open("/dev/fd/3").unwrap());
    ::std::io::BufRead::read_line(&mut nonce, &mut line).unwrap();
    newtongue_say(format!("nonce {}", line.trim_end()));
}
"""

_CHECK = """
fn newtongue_near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (tolerance > 0.0 && (a - b).abs() <= tolerance)
}
fn newtongue_rows(mut rows: Vec<String>, list: bool) -> String {
    if !list { rows.sort(); }
    format!("[{}]", rows.join(", ")) }
fn newtongue_failed(index: usize, got: String) {
    newtongue_say(format!("failed {} {:.SHOWN}", index, got.replace(char::is_control, "?")));
    ::std::process::exit(1);
}
fn main() {
    let mut newtongue_ran = 0;
CHECKS
    newtongue_answer(newtongue_ran);
}
"""

_FOREIGN = """
static NEWTONGUE_RAN: ::std::sync::atomic::AtomicUsize = ::std::sync::atomic::AtomicUsize::new(0);

fn newtongue_count(step: usize) -> usize {
    NEWTONGUE_RAN.fetch_add(step, ::std::sync::atomic::Ordering::SeqCst)
}
fn main() {
    newtongue_tests();
    newtongue_answer(newtongue_count(0));
}
fn newtongue_tests() {"""
# errors without a code come from the parser, but for these
_SYNTAX = (
    r"^error: (?!aborting|linking|cannot (?:find|determine)|this (?:arithmetic )?operation"
    r"|literal out of range|could not)"
)
# a name that isn't there and what the borrow checker says are neither syntax nor type
_TYPE = (
    r"E0(?:02[36]|05[347]|06[019]|107|191|26[12789]|27[0-7]|28[234]|308|309|31[07]|36[89]|59[09]"
    r"|60[0-9]|61[0-8]|620|631|689)\]"
)


class Rust(Language):
    """A strictly typed, compiled language."""

    title, aliases, extension, fence = "Rust", ("rs",), ".rs", "rust"

    # -- write ---------------------------------------------------------------
    comment, headline = "///", "fn {name}({params}) -> {returns} {{"
    types = table(
        "int: isize | float: f64 | bool: bool | str: String | none: () | list: Vec<{}>"
        " | set: HashSet<{}> | dict: HashMap<{}, {}> | optional: Option<{}> | tuple: ({})"
    )
    containers = table(
        "list: vec![{items}] | set: HashSet::from([{items}]) | dict: HashMap::from([{items}])"
        " | tuple: ({items})"
    )
    pair = "({}, {})"
    nothing, absent, some = "()", "None", "Some({})"
    floats = table("inf: f64::INFINITY | -inf: f64::NEG_INFINITY | nan: f64::NAN")
    escapes = {**Language.escapes, "\0": "\\0"}
    keywords = (
        "_ abstract as async await become box break const continue crate do dyn else enum extern "
        "false final fn for if impl in let loop macro match mod move mut override priv pub ref "
        "return self Self static struct super trait true try type typeof unsafe unsized use "
        "virtual where while yield main"
    )
    terms = table(
        "list: vector | dictionary: hash map | dict: hash map | True: true | False: false"
    )
    closing = "}\n"
    harness, leave = _SAY + _CHECK, ("    ::std::process::exit(1);\n", "")
    lookup = 'ROWS\n    panic!("no such case")\n}\n'

    def type(self, t: Type) -> str:
        hashed = t.of[:1] if t.name in ("set", "dict") else ()
        if any(inner.name in ("float", "set", "dict") for part in hashed for inner in part.walk()):
            raise Unsupported("a key or member that can't be hashed")
        if t.name == "tuple" and len(t.of) > 12:
            raise Unsupported("a tuple of more than twelve")
        if t.name == "tuple" and len(t.of) == 1:
            return f"({self.type(t.of[0])},)"
        return super().type(t)

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def value_str(self, v: str, t: Type) -> str:
        return f"String::from({super().value_str(v, t)})"

    def container(self, items: Sequence[str], t: Type) -> str:
        if not items:
            return self.type(t).replace("<", "::<", 1) + "::new()"
        lone = [f"{items[0]},"] if t.name == "tuple" and len(items) == 1 else items
        return super().container(lone, t)

    def opening(self, signature: Signature) -> str:
        used = {t.name for t in signature.types()}
        names = [name for kind, name in (("dict", "HashMap"), ("set", "HashSet")) if kind in used]
        return "".join(f"use std::collections::{name};\n" for name in names) + "\n" * bool(names)

    def check(self, signature: Signature, case: Case, index: int) -> str:
        returns = signature.returns
        return (
            f"    {{\n        let got: {self.type(returns)} = {self.call(signature, case.args)};\n"
            f"        let want: {self.type(returns)} = {self.value(case.expected, returns)};\n"
            f"        let (a, b) = (&got, &want);\n"
            f"        if !({self._same(returns, case.tolerance or 0.0)}) {{\n"
            f"            newtongue_failed({index}, {self._shown(returns)});\n        }}\n"
            f"        newtongue_ran += 1;\n    }}"
        )

    def _same(self, t: Type, tolerance: float) -> str:
        """An expression that compares the references a and b."""
        t = self.shape(t)
        inner = [self._same(part, tolerance) for part in t.of]
        if t.name == "float":
            return f"newtongue_near(*a, *b, {tolerance!r})"
        if all(part.name != "float" for part in t.walk()):
            return "a == b"
        if t.name == "tuple":
            parts = (f"{{ let (a, b) = (&a.{i}, &b.{i}); {e} }}" for i, e in enumerate(inner))
            return f"({' && '.join(parts)})"
        some = f"(Some(a), Some(b)) => {inner[-1]}, (None, None) => true, _ => false"
        if t.name == "optional":
            return f"(match (a, b) {{ {some} }})"
        each = f"a.iter().zip(b.iter()).all(|(a, b)| {inner[-1]})"
        if t.name == "dict":
            each = f"a.iter().all(|(key, a)| match (Some(a), b.get(key)) {{ {some} }})"
        return f"(a.len() == b.len() && {each})"

    def _shown(self, t: Type) -> str:
        """An expression that prints the reference a; the members of maps and sets in order."""
        t = self.shape(t)
        if all(part.name not in ("dict", "set") for part in t.walk()):
            return 'format!("{:?}", a)'
        if t.name == "tuple":
            parts = (f"{{ let a = &a.{i}; {self._shown(part)} }}" for i, part in enumerate(t.of))
            return f'format!("({{}})", [{", ".join(parts)}].join(", "))'
        if t.name == "optional":
            return f'a.as_ref().map_or(String::from("None"), |a| {self._shown(t.of[0])})'
        rows = f"a.iter().map(|a| {self._shown(t.of[0])}).collect()"
        if t.name == "dict":
            row = f'format!("{{:?}}: {{}}", key, {self._shown(t.of[1])})'
            rows = f"a.iter().map(|(key, a)| {row}).collect()"
        return f"newtongue_rows({rows}, {'true' if t.name == 'list' else 'false'})"

    def row(self, signature: Signature, case: Case) -> str:
        tests = ["true"]
        for value, param in zip(case.args, signature.params, strict=True):
            want = f"let want: {self.type(param.type)} = {self.value(value, param.type)};"
            pair = f"let (a, b) = (&{self.identifier(param.name)}, &want);"
            tests.append(f"{{ {want} {pair} {self._same(param.type, 0.0)} }}")
        answer = self.value(case.expected, signature.returns)
        return f"    if {' && '.join(tests)} {{ return {answer}; }}\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"rustc": ("rustc",), "cc": ("cc", "gcc", "clang")},
        version=("{rustc}", "--version"),
        least=(1, 63),
        apt=("rustc", "gcc"),
    )
    source = "main.rs"
    build = command(  # without what ld is slow with: the debugging sections of the library
        "{rustc} --edition=2021 -A warnings -C opt-level=0 -C debuginfo=0 -C overflow-checks=yes "
        "-C codegen-units=1 -C strip=debuginfo -C linker={cc} -o main {source}"
    )
    run = ("./main",)
    environment = {"PATH": "/usr/bin:/bin", "RUST_BACKTRACE": "0"}

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    error_line = r"^error(?:\[E\d+\])?: .*"
    errors = (
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"memory allocation of \d+ bytes failed"),
        # `assert_eq!` of Rust 1.63 and of today; plain `assert!` has its own text
        (Outcome.ASSERTION, r"panicked at (?:'|[^'\n]*\n)assertion "),
    )
    line_pattern = r"main\.rs:(\d+):\d+"
    foreign = Foreign(
        assertion=r"\s*assert(?:_eq)?!\(",
        scaffold=r"\}|fn main\(\) \{|\s*let candidate = \w+;|\s*",
        counted="    newtongue_count(1);",
        replace=((r"^fn main\(\) \{$", _SAY + _FOREIGN),),
    )


language = Rust()
