"""Go: slices and maps; what has no static type (any, a union, an optional) is an interface{}.

A set is a map whose keys are its members, each `true`. A tuple is a []interface{}, and as a key,
which must be comparable, an array [n]interface{}. Inside an `any` a list is a []interface{} too.
Imports stand at the top and each must be used: the prompt has the harness's and a completion's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Problem
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ANY, natural, ordered
from newtongue.languages.base import Language, Toolchain, command, table

_HASHED = {"int", "float", "bool", "str", "array"}
_PACKAGES = "bytes errors fmt math os reflect regexp sort strconv strings unicode"
_HARNESS = """
var _, _, _ = sort.Ints, strconv.Itoa, strings.Fields
var _, _, _, _ = bytes.Equal, errors.New, regexp.Compile, unicode.IsLetter
var newtongueRan = 0

func newtongueSay(format string, parts ...interface{}) {
	channel, _ := os.OpenFile("/dev/fd/4", os.O_WRONLY, 0)
	fmt.Fprintf(channel, format+"\\n", parts...)
	channel.Close()
}

func newtongueNumber(v reflect.Value) (float64, bool) {
	switch {
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}

// with a tolerance below zero, an int is no float
func newtongueSame(got, want interface{}, tolerance float64) bool {
	x, y := reflect.ValueOf(got), reflect.ValueOf(want)
	a, number := newtongueNumber(x)
	b, numbers := newtongueNumber(y)
	list := func(k reflect.Kind) bool { return k == reflect.Slice || k == reflect.Array }
	switch {
	case tolerance < 0 && x.Kind() != y.Kind():
		return false
	case x.CanInt() && y.CanInt():
		return x.Int() == y.Int()
	case number && numbers:
		return a == b || a != a && b != b || tolerance > 0 && math.Abs(a-b) <= tolerance
	case list(x.Kind()) && list(y.Kind()):
		same := x.Len() == y.Len()
		for i := 0; same && i < x.Len(); i++ {
			same = newtongueSame(x.Index(i).Interface(), y.Index(i).Interface(), tolerance)
		}
		return same
	case x.Kind() == reflect.Map && y.Kind() == reflect.Map:
		same := x.Len() == y.Len()
		for _, key := range y.MapKeys() {
			k := reflect.ValueOf(key.Interface())
			if !same || !k.Type().AssignableTo(x.Type().Key()) || !x.MapIndex(k).IsValid() {
				return false
			}
			same = newtongueSame(x.MapIndex(k).Interface(), y.MapIndex(key).Interface(), tolerance)
		}
		return same
	case x.Kind() == reflect.String && y.Kind() == reflect.String:
		return x.String() == y.String()
	case x.Kind() == reflect.Bool && y.Kind() == reflect.Bool:
		return x.Bool() == y.Bool()
	}
	return !x.IsValid() && !y.IsValid()
}

func newtongue_check(index int, got, want interface{}, tolerance float64) {
	newtongueRan++
	if !newtongueSame(got, want, tolerance) {
		newtongueSay("failed %d %.SHOWNs", index, fmt.Sprintf("%#v", got))
		os.Exit(1)
	}
}

func main() {
CHECKS
	newtongueSay("ready %d", newtongueRan)
	var nonce string
	channel, _ := os.Open("/dev/fd/3")
	fmt.Fscanln(channel, &nonce)
	newtongueSay("nonce %s", nonce)
}
"""
_SYNTAX = (
    r"syntax error|not terminated|newline in string|invalid character|unknown escape"
    r"|illegal|more than one character in rune"
)
# a name that isn't there, or that nothing uses, is neither syntax nor type
_TYPE = (
    r"cannot (?:use|convert|index|range|call|slice|assign|infer|indirect)|mismatched types"
    r"|invalid (?:op|arg)|(?:not enough|too many) (?:arg|return)|assignment mismatch|non-bool"
    r"|impossible type|no field or method|is not a type|overflows|truncated|not an expression"
)


class Go(Language):
    title, aliases, extension, fence = "Go", ("golang",), ".go", "go"

    # -- write ---------------------------------------------------------------
    comment, param, headline = "//", "{name} {type}", "func {name}({params}) {returns} {{"
    types = table(
        "int: int | float: float64 | bool: bool | str: string | none: interface{{}}"
        " | any: interface{{}} | union: interface{{}} | optional: interface{{}} | list: []{}"
        " | tuple: []interface{{}} | set: map[{}]bool | dict: map[{}]{}"
    )
    containers = dict.fromkeys(("list", "tuple", "array", "dict"), "{type}{{{items}}}")
    nothing = absent = "nil"
    floats = table(
        "inf: math.Inf(1) | -inf: math.Inf(-1) | nan: math.NaN() | -0.0: math.Copysign(0, -1)"
    )
    keywords = (  # and names that are there before: a package's can't be a function's
        "break case chan const continue default defer else fallthrough for func go goto if import "
        "interface map package range return select struct switch type var _ main init bool byte "
        "complex complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string "
        "uint uint8 uint16 uint32 uint64 uintptr true false iota nil append cap close copy delete "
        f"imag len make new panic print println real recover {_PACKAGES}"
    )
    terms = table(
        "list: slice | dictionary: map | dict: map | None: nil | True: true | False: false"
    )
    closing, harness, leave = "}\n", _HARNESS, ("\t\tos.Exit(1)\n", "")
    lookup = '\tnewtongue := []interface{}{PARAMS}\nROWS\n\tpanic("no such case")\n}\n'
    answer = (
        "\tif newtongueSame(newtongue, []interface{{}}{{{args}}}, -1) {{\n"
        "\t\treturn {answer}\n\t}}\n"
    )

    def shape(self, t: Type) -> Type:
        t = super().shape(t)
        return Type(t.name, (_key(t.of[0]), *t.of[1:])) if t.name in ("set", "dict") else t

    def type(self, t: Type) -> str:
        t = self.shape(t)
        hashed = {part.name for part in t.of[0].walk()} if t.name in ("set", "dict") else set()
        if hashed - _HASHED and t.of[0] != ANY:
            raise Unsupported("a key or member that can't be hashed")
        return f"[{len(t.of)}]interface{{}}" if t.name == "array" else super().type(t)

    def value(self, v: Any, t: Type) -> str:
        # inside, all is any
        return super().value(v, Type(natural(v).name) if t.name in ("any", "union") else t)

    def value_array(self, v: Sequence[Any], t: Type) -> str:
        return self.value_tuple(v, t)

    def value_set(self, v: Any, t: Type) -> str:
        members = dict.fromkeys(ordered(v), True)
        return self.type(t) and self.value_dict(members, Type("dict", (*t.of, Type("bool"))))

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if any(k != k or k is None or (t.of[0] == ANY and isinstance(k, tuple)) for k in v):
            raise Unsupported("a key that can't be hashed or found")
        return super().value_dict(v, t)

    def escape(self, code: int) -> str:
        return f"\\u{code:04x}" if code < 2**16 else f"\\U{code:08x}"

    def opening(self, signature: Signature) -> str:
        imports = "".join(f'\t"{name}"\n' for name in _PACKAGES.split())
        return f"package main\n\nimport (\n{imports})\n\n"

    def suite(self, checks: Sequence[str], problem: Problem) -> str:
        return super().suite([f"\t{check}" for check in checks], problem)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain({"go": ("go",)}, ("{go}", "version"), (1, 18), apt=("golang-go",))
    source, run = "main.go", ("./main",)
    build = command("{go} build -ldflags=-s -o main {source}")
    # the cache's path must be absolute; in the sandbox, /tmp is the scratch folder. Go up to 1.19
    # comes with its library built; a later one would build it anew for each program, some 20 s
    environment = table(
        "GOCACHE: /tmp/newtongue-go | GOPATH: /tmp/newtongue-go/path | GO111MODULE: off"
        " | CGO_ENABLED: 0 | GOMAXPROCS: 1 | GOFLAGS: -p=1"
    )
    address_space = False

    # -- read ----------------------------------------------------------------
    misled = "MultiPL-E asks `go test`, which passes a program without its test functions"
    stops = ("\n}",)
    error_line, line_pattern = r"main\.go:\d+:\d+: .*", r"main\.go:(\d+)"
    errors = (
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"^(?:fatal error|runtime): (?:runtime: )?(?:out of|cannot alloc\w*) mem"),
    )


def _key(t: Type) -> Type:
    """A key's or member's type: a tuple is an array."""
    fixed = t.name == "tuple" and not t.variadic
    return Type("array", tuple(map(_key, t.of))) if fixed else t


language = Go()
