"""Tcl 8.6: every value is a string, so a check says how to read the answer.

A number is read as one, of any size, and a bool as Tcl's booleans are (`yes` and 1 are true). A
list, tuple or set is a list, the members of a set in any order; a dict is a dict. None is the empty
string: where it may stand, no other value that is empty can be said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import FITTING, natural, ordered
from newtongue.languages.base import Foreign, Language, Toolchain, table

_SAY = """
set newtongue_ran 0
proc newtongue_say {line} {
    set channel [open /dev/fd/4 w]
    fconfigure $channel -encoding utf-8
    puts $channel $line
    close $channel
}
proc newtongue_answer {} {
    newtongue_say "ready $::newtongue_ran"
    newtongue_say "nonce [gets [open /dev/fd/3 r]]"
}
"""

_CHECK = """
proc newtongue_near {got want tolerance} {
    if {![string is double -strict $got]} { return 0 }
    if {$got == $want || [string equal -nocase $got $want]} { return 1 }
    # what is infinite or not a number can't be subtracted
    return [expr {$tolerance > 0 && ![catch {expr {abs($got - $want)}} far] && $far <= $tolerance}]
}
proc newtongue_same {got want kind tolerance} {
    set kinds [lassign $kind form]
    switch $form {
        text { return [string equal $got $want] }
        bool { return [expr {[string is boolean -strict $got] && !$got == !$want}] }
        number { return [newtongue_near $got $want $tolerance] }
        exact { return [newtongue_near $got $want 0] }
        dict {
            if {[catch {dict get $got} got]} { return 0 }
            set got [lmap {key x} $got {list $key $x}]
            set want [lmap {key x} $want {list $key $x}]
        }
    }
    if {[catch {llength $got} size] || $size != [llength $want]} { return 0 }
    for {set i 0} {$i < $size} {incr i} {
        set each [lindex $kinds [expr {$i % [llength $kinds]}]]
        # a list's item at the same place, or any that is left
        set at [expr {$form eq "list" ? $i : 0}]
        set last [expr {$form eq "list" ? $i : [llength $got] - 1}]
        for {} {$at <= $last} {incr at} {
            if {[newtongue_same [lindex $got $at] [lindex $want $i] $each $tolerance]} { break }
        }
        if {$at > $last} { return 0 }
        if {$form ne "list"} { set got [lreplace $got $at $at] }
    }
    return 1
}
proc newtongue_check {index got want kind tolerance} {
    if {![newtongue_same $got $want $kind $tolerance]} {
        set text [string range $got 0 [expr {SHOWN - 1}]]
        newtongue_say "failed $index [regsub -all {[^[:graph:] ]} $text ?]"
        exit 1
    }
    incr ::newtongue_ran
}

CHECKS
newtongue_answer
"""

_SYNTAX = (
    r'\A(?:missing (?:close-bra|"|operand|operator)|extra characters after close-'
    r"|unbalanced |invalid bareword)"
)


class Tcl(Language):
    title, aliases, extension, fence = "Tcl", (), ".tcl", "tcl"

    # -- write ---------------------------------------------------------------
    types = dict.fromkeys([*FITTING, "any", "optional", "union"], "")
    containers = table(
        "list: [list {items}] | tuple: [list {items}] | set: [list {items}]"
        " | dict: [dict create {items}]"
    )
    empty = table("list: [list] | tuple: [list] | set: [list] | dict: [dict create]")
    pair = "{} {}"
    nothing = absent = '""'
    floats = table("inf: Inf | -inf: -Inf | nan: NaN")
    # braces, since those of a procedure's body are counted in strings, too
    escapes = {**Language.escapes, **{c: f"\\{c}" for c in "$[]{}"}}
    keywords = (
        "after append apply array auto_execok auto_import auto_load auto_qualify binary break case "
        "catch cd chan clock close concat continue coroutine dict encoding eof error eval exec "
        "exit expr fblocked fconfigure fcopy file fileevent flush for foreach format gets glob "
        "global history if incr info interp join lappend lassign lindex linsert list llength lmap "
        "load lrange lrepeat lreplace lreverse lsearch lset lsort namespace open package parray "
        "pid proc puts pwd read regexp regsub rename return scan seek set socket source split "
        "string subst switch tailcall tell throw time trace try unknown unload unset update "
        "uplevel upvar variable vwait while yield yieldto zlib"
    )
    terms = table('tuple: list | dictionary: dict | None: "" | True: true | False: false')
    closing = "}\n"
    harness, leave = _SAY + _CHECK, ("        exit 1\n", "")
    lookup = """\
    set newtongue [lrange [info level 0] 1 end]
ROWS
    error "no such case"
}
"""

    def value_int(self, v: int, t: Type) -> str:
        return str(int(v))

    def value_optional(self, v: Any, t: Type) -> str:
        if v is not None and not v and not isinstance(v, int | float):
            raise Unsupported("an empty value where None may stand")
        return super().value_optional(v, t)

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if len({self.value(k, t.of[0]).strip('"') for k in v}) < len(v):
            raise Unsupported("keys that are one as text")
        return super().value_dict(v, t)

    def container(self, items: Sequence[str], t: Type) -> str:
        return super().container([" ".join(items)] if items else [], t)

    def character(self, c: str) -> str:  # Tcl reads a file in pieces: a pair between two is lost
        return super().character(c) if c < "\U00010000" else self.escape(ord(c))

    def escape(self, code: int) -> str:
        return re.sub("(....)", r"\\u\1", chr(code).encode("utf-16-be").hex())

    def doc(self, text: str) -> str:
        # a comment goes on after a backslash at the end of its line
        return super().doc(text).replace("\\\n", "\\ \n")

    def head(self, signature: Signature) -> str:
        names = [p.name for p in signature.params]
        if names[-1:] == ["args"]:
            names[-1] = "args_"  # the last parameter would take all that is left
        return f"proc {self.identifier(signature.name)} {{{' '.join(names)}}} {{\n"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return " ".join([self.identifier(signature.name), *self.arguments(signature, args)])

    def check(self, signature: Signature, case: Case, index: int) -> str:
        call, returns = self.call(signature, case.args), signature.returns
        want, kind = self.value(case.expected, returns), self.kind(case.expected, returns)
        return f"newtongue_check {index} [{call}] {want} {kind} {case.tolerance or 0.0!r}"

    def kind(self, v: Any, t: Type) -> str:
        """How the harness reads an answer: a form, and for a container how it reads each item."""
        t = self.shape(natural(v) if t.name in ("any", "union") else t)
        match t.name:
            case "optional":
                return "text" if v is None else self.kind(v, t.of[0])
            case "list" | "set":
                kinds = [self.kind(x, t.of[0]) for x in (v if t.name == "list" else ordered(v))]
            case "tuple":
                kinds = [self.kind(x, part) for x, part in zip(v, t.of, strict=True)]
            case "dict":
                each = ((self.kind(k, t.of[0]), self.kind(x, t.of[1])) for k, x in v.items())
                kinds = [f"{{list {key.replace('number', 'exact')} {x}}}" for key, x in each]
            case name:
                return {"int": "number", "float": "number", "bool": "bool"}.get(name, "text")
        forms = {"list": "list", "tuple": "list", "set": "unordered", "dict": "dict"}
        kind = " ".join([forms[t.name], *(kinds[:1] if len(set(kinds)) == 1 else kinds)])
        return f"{{{kind.replace('number', 'exact') if t.name == 'set' else kind}}}"

    def row(self, signature: Signature, case: Case) -> str:
        args = " ".join(self.arguments(signature, case.args))
        answer = self.value(case.expected, signature.returns)
        return f"    if {{$newtongue eq [list {args}]}} {{ return {answer} }}\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"tclsh": ("tclsh8.6", "tclsh"), "sh": ("sh",)},
        # it has no option for that
        version=("{sh}", "-c", "echo 'puts [info patchlevel]' | {tclsh}"),
        least=(8, 6),
        apt=("tcl",),
    )
    source, run = "main.tcl", ("{tclsh}", "-encoding", "utf-8", "{source}")
    warm = ("{tclsh}", "{boot}", "{launcher}", "{source}")

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    errors = (
        # found as a procedure is called for the first time
        (Outcome.SYNTAX, _SYNTAX),
        (Outcome.MEMORY, r"^unable to (?:re)?alloc \d+ bytes"),
        (Outcome.ASSERTION, r"\A(?:assertion failed|Expected: )"),
    )
    line_pattern = r'\(file "\S*main\.tcl" line (\d+)\)'
    foreign = Foreign(
        assertion=r"assert_equal \[candidate ",
        scaffold=r"proc assert_equal \{actual expected\} \{|    if \{\$actual ne \$expected\} \{"
        r'|        error "Expected: .*|    \}|\}|interp alias \{\} candidate \{\} \w+|\s*',
        counted="incr newtongue_ran",
        replace=(
            (r"^proc assert_equal ", _SAY + "proc assert_equal "),
            (r'^ +error (?="E)', 'newtongue_say "failed $::newtongue_ran "\n        error '),
            (r"\Z", "\nnewtongue_answer\n"),
        ),
    )


language = Tcl()
