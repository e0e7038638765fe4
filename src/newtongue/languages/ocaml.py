"""OCaml: curried functions over lists, tuples and options.

Defined here, since OCaml's own are functors or imperative: a dict is an association list and a set
a list, both in any order and without repeats. An int has 63 bits; a string is bytes in UTF-8. What
has no static type (any, union) can't be said. A name begins with a small letter in any case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = """\
;;
let newtongue_ran = Stdlib.ref 0
let newtongue_say line =
  let channel = Stdlib.open_out "/dev/fd/4" in
  Stdlib.output_string channel (line ^ "\\n"); Stdlib.close_out channel
let newtongue_answer () =
  newtongue_say ("ready " ^ Stdlib.string_of_int !newtongue_ran);
  newtongue_say ("nonce " ^ Stdlib.input_line (Stdlib.open_in "/dev/fd/3"))
"""

# an answer of any type, made along its type; for `compare` nan is nan and -0.0 is 0.0
_CHECK = """
type newtongue =
  | Newtongue_leaf of string | Newtongue_float of float | Newtongue_exact of newtongue
  | Newtongue_list of string * newtongue list * string
let rec newtongue_same near got want = match got, want with
  | Newtongue_float a, Newtongue_float b when near > 0.0 && Float.abs (a -. b) <= near -> true
  | Newtongue_list (_, a, _), Newtongue_list (_, b, _) ->
    List.compare_lengths a b = 0 && List.for_all2 (newtongue_same near) a b
  | _ -> Stdlib.compare got want = 0
let rec newtongue_show = function
  | Newtongue_leaf text -> text
  | Newtongue_float x ->
    let short = Printf.sprintf "%.15g" x in
    if Stdlib.float_of_string short = x then short else Printf.sprintf "%.17g" x
  | Newtongue_list (left, items, right) ->
    let first = List.filteri (fun i _ -> i < SHOWN) items in
    left ^ String.concat "; " (List.map newtongue_show first) ^ right
  | Newtongue_exact x -> newtongue_show x
let newtongue_none () = Newtongue_leaf "()"
let newtongue_int x = Newtongue_leaf (Stdlib.string_of_int x)
let newtongue_bool x = Newtongue_leaf (Stdlib.string_of_bool x)
let newtongue_str x = Newtongue_leaf (Printf.sprintf "%S" x)
let newtongue_float x = Newtongue_float (x +. 0.0)
let newtongue_list item x = Newtongue_list ("[", List.map item x, "]")
let newtongue_any items = Newtongue_list ("[", List.sort Stdlib.compare items, "]")
let newtongue_set item x = Newtongue_exact (newtongue_any (List.map item x))
let newtongue_dict key item x =
  let entry (k, v) = Newtongue_list ("(", [Newtongue_exact (key k); item v], ")") in
  newtongue_any (List.map entry x)
let newtongue_optional item = function None -> Newtongue_leaf "None"
  | Some x -> Newtongue_list ("Some ", [item x], "")
let newtongue_check index kind near got want =
  if newtongue_same near (kind got) (kind want) then Stdlib.incr newtongue_ran
  else begin
    let text = newtongue_show (kind got) in
    let shown = String.sub text 0 (Stdlib.min SHOWN (String.length text)) in
    newtongue_say (Printf.sprintf "failed %d %s" index shown);
    Stdlib.exit 1
  end

CHECKS

let () = newtongue_answer ()
"""
# what OCaml reads inside a comment: comments, characters and strings; an open quote closes nothing
_INSIDE = re.compile(r"""\(\*\)?|\*\)|\{%{0,2}[a-z_]*\||'[^\\'\n]'|"(?:[^"\\]|\\[\s\S])*"|\"""")
_SYNTAX = r"Syntax error|[Ii]llegal|unterminated|not terminated|literal exceeds|Invalid literal"
# a name that isn't there is neither syntax nor type
_TYPE = r"This (?:expr|func|patt|vari|arg)\w+ |The (?:constructor|function) |Some type variables"

_LIBRARIES = "-I +compiler-libs unix.cmxa ocamlcommon.cmxa ocamlbytecomp.cmxa"
_DRIVER = f"ocamlopt.opt {_LIBRARIES} -o resident resident.ml"


class OCaml(Language):
    """Functions end where the next thing at the margin begins: there is no closing token."""

    title, aliases, extension, fence = "OCaml", ("ml",), ".ml", "ocaml"

    # -- write ---------------------------------------------------------------
    types = table(
        "int: int | float: float | bool: bool | str: string | none: unit | list: {} list"
        " | set: {} list | dict: ({} * {}) list | optional: {} option | tuple: ({})"
    )
    pair, nothing, absent, some = "({}, {})", "()", "None", "Some {}"
    # between a list's items; a check; a function that makes the harness's own form of a tuple
    between = "; "
    assertion = "let () = newtongue_check {index} {kind} {near!r} ({call}) {want}"
    row_of = '(fun ({names}) -> Newtongue_list ("(", [{items}], ")"))'
    floats = table("inf: infinity | -inf: neg_infinity | nan: nan")
    keywords = (
        "and as assert asr begin class constraint do done downto else end exception external false "
        "for fun function functor if in include inherit initializer land lazy let lor lsl lsr lxor "
        "match method mod module mutable new nonrec object of open or private rec sig struct then "
        "to true try type val virtual when while with"
    )
    terms = table(
        "dictionary: association list | dict: association list | array: list | True: true"
        " | False: false"
    )
    harness, leave = _SAY + _CHECK, ("    Stdlib.exit 1\n", "    ()\n")
    lookup = '  let newtongue = (PARAMS) in\nROWS\n  Stdlib.failwith "no such case"\n'
    answer = "  if Stdlib.compare newtongue ({args}) = 0 then {answer} else\n"

    def identifier(self, name: str) -> str:
        return super().identifier(name[:1].lower() + name[1:])

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name == "tuple" and len(t.of) < 2:
            raise Unsupported("a tuple of one")
        return " * ".join(map(self.type, t.of)).join("()") if t.name == "tuple" else super().type(t)

    def value_optional(self, v: Any, t: Type) -> str:
        return self.absent if v is None else self.some.format(self.atom(self.value(v, t.of[0])))

    def value_int(self, v: int, t: Type) -> str:
        if not -(2**62) <= v < 2**62:
            raise Unsupported("an int beyond 63 bits")
        return super().value_int(v, t)

    def container(self, items: Sequence[str], t: Type) -> str:
        return f"({', '.join(items)})" if t.name == "tuple" else f"[{self.between.join(items)}]"

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def doc(self, text: str) -> str:
        text = _INSIDE.sub(_harmless, text)
        lines = (f" * {line}".rstrip() for line in text.split("\n"))
        return "(*" + "\n".join(lines).lstrip() + "\n *)\n"

    def names(self, signature: Signature) -> list[str]:
        """The parameters' names, each its own."""
        names = [self.identifier(p.name) for p in signature.params]
        if len(set(names)) < len(names):
            raise Unsupported("parameters whose names differ by a capital")
        return names

    def head(self, signature: Signature) -> str:
        names = self.names(signature)
        types = [self.type(p.type) for p in signature.params]
        params = [f"({name} : {kind})" for name, kind in zip(names, types, strict=True)] or ["()"]
        name, returns = self.identifier(signature.name), self.type(signature.returns)
        return f"let {name} {' '.join(params)} : {returns} =\n"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        values = list(map(self.atom, self.arguments(signature, args)))
        return " ".join([self.identifier(signature.name), *(values or ["()"])])

    def check(self, signature: Signature, case: Case, index: int) -> str:
        kind, near = self.kind_of(signature.returns), case.tolerance or 0.0
        call = self.call(signature, case.args)
        want = self.atom(self.value(case.expected, signature.returns))
        return self.assertion.format(index=index, kind=kind, near=near, call=call, want=want)

    def atom(self, text: str) -> str:
        """A literal as an argument."""
        return f"({text})" if text.startswith(("-", self.some.format(""))) else text

    def kind_of(self, t: Type) -> str:
        """A function that makes the harness's own form of a value."""
        t = self.shape(t)
        parts = [self.kind_of(part) for part in t.of]
        if t.name == "tuple":
            names = [f"x{i}" for i in range(len(parts))]
            items = self.between.join(map(" ".join, zip(parts, names, strict=True)))
            return self.row_of.format(names=", ".join(names), items=items)
        return f"(newtongue_{t.name} {' '.join(parts)})" if parts else f"newtongue_{t.name}"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"ocamlc": ("ocamlc.opt", "ocamlc"), "ocamlrun": ("ocamlrun",)},
        version=("{ocamlc}", "-version"),
        least=(4, 8),
        apt=("ocaml",),
    )
    source, run = "main.ml", command("{ocamlrun} main")
    # bytecode: five times as fast to build and start as native code
    build = command("{ocamlc} -w -a -o main {source}")
    prepare: ClassVar[tuple[str, ...]] = ("cp {boot} resident.ml", _DRIVER)
    resident = command("{prepared}/resident -w -a -o main {source}")

    # -- read ----------------------------------------------------------------
    # nothing but these words begins a line at the margin
    stops = tuple(f"\n{word}" for word in command("let (* ;; type module open exception #"))
    errors = (
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"^Fatal error: (?:exception )?[Oo]ut[_ ]of[_ ]memory"),
        (Outcome.ASSERTION, r"^Fatal error: exception Assert_failure"),
    )
    error_line, line_pattern = r"^Error: .*", r'File "main\.ml", lines? (\d+)'
    foreign = Foreign(
        assertion=r"\s*\(assert \(",
        scaffold=r"let assertions =| let candidate = \w+ in|  \(\)|\s*",
        counted="  newtongue_ran := !newtongue_ran + 1;",
        replace=((r"^(?=let assertions =$)", _SAY), (r"^  \(\)$", "  newtongue_answer ()")),
    )


def _harmless(match: re.Match[str]) -> str:
    found = match.group()
    if found == '"':
        return "'\"'"
    return found if found[-1] in "'\"" else re.sub(r"(?<=.)(?=[*)|])", " ", found)


language = OCaml()
