"""Ada 2022 as GNAT 12 has it: a function nested in `Main`, its types declared in front of it.

An int is a Long_Integer, a str a String of UTF-8, inside other things an Unbounded_String. A list
is an array, inside a vector. Tuples, optionals and unions are records; Kind is 0 for none.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Language, Toolchain, command, table

_OPENING = """\
pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;
"""
_HARNESS = """
   Newtongue_Ran             : Natural := 0;
   Newtongue_File, Newtongue : Ada.Text_IO.File_Type;
   procedure Newtongue_Say (Text : String) is
   begin
      Ada.Text_IO.Create (Newtongue_File, Name => "/dev/fd/4");
      Ada.Text_IO.Put_Line (Newtongue_File, Text (1 .. Integer'Min (Text'Last, SHOWN)));
      Ada.Text_IO.Close (Newtongue_File);
   end Newtongue_Say;
   procedure Newtongue_Failed (Got : String) is
   begin
      Newtongue_Say ("failed " & [for C of Got => (if C in ' ' .. '~' then C else '?')]);
      GNAT.OS_Lib.OS_Exit (1);
   end Newtongue_Failed;
begin
CHECKS
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
"""
_CHECK = """\
   declare
      Newtongue_Got : constant {kind} := {call};
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ({same}) then
         Newtongue_Failed ("{index} " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("{index} (no image)");
   end;"""
_TYPES = {
    "list": "type {name} is array (Positive range <>) of {0};",
    "vector": "package {name}s is new Ada.Containers.Vectors (Positive, {0}){use}Vector;",
    "set": "package {name}s is new Ada.Containers.Indefinite_Ordered_Sets ({0}){use}Set;",
    "dict": "package {name}s is new Ada.Containers.Indefinite_Ordered_Maps ({0}, {1}){use}Map;",
    "tuple": "type {name} is record\n{items}   end record;",
    "union": "type {name} (Kind : Natural := 0) is record  --  0 is none\n"
    "      case Kind is\n{items}         when others => null;\n      end case;\n   end record;",
}
_SAME = {
    "float": "({a} = {b} or else ({a} /= {a} and {b} /= {b}) or else abs ({a} - {b}) <= {0})",
    "list": "({a}'Length = {b}'Length and then (for all {i} in 1 .. {a}'Length => {0}))",
    "vector": "({a}.Length = {b}.Length and then (for all {i} in 1 .. {a}.Last_Index => {0}))",
    "dict": "({a}.Length = {b}.Length and then"
    " (for all {i} in {b}.Iterate => {a}.Contains (Key ({i})) and then {0}))",
}
_INSIDE = table(
    "list: {0} ({0}'First + {i} - 1) | vector: {0}.Element ({i}) | dict: {0}.Element (Key ({i}))"
)


class Ada(Language):
    title, aliases, extension, fence = "Ada", ("adb",), ".adb", "ada"

    # -- write ---------------------------------------------------------------
    comment, margin, param = "-- ", "   ", "{name} : {type}"
    headline = "   function {name} ({params}) return {returns} is"
    types = table(
        "int: Long_Integer | float: Long_Float | bool: Boolean | str: String"
        " | text: Unbounded_String | list: {}_Array | vector: {}_Vector | set: {}_Set"
        " | dict: {}_Map | tuple: {}_Tuple_{} | union: {}_Choice_{} | kept: {}"
    )
    containers = table("list: [{items}] | set: [{items}] | dict: [{items}] | tuple: ({items})")
    floats = table(
        'inf: Long_Float\'Value ("1.0E+999") | -inf: -Long_Float\'Value ("1.0E+999")'
        ' | nan: (0.0 * Long_Float\'Value ("1.0E+999"))'
    )
    escapes, pair = {'"': '""'}, "{} => {}"
    keywords = """abort abs abstract accept access ada aliased all array ascii at begin body boolean
        case constant declare delay delta digits do elsif end entry exception exit false function
        generic gnat goto interface key limited long_float long_integer loop main mod new null of
        others out overriding package parallel pragma private procedure protected range record rem
        renames requeue reverse select separate some string subtype synchronized tagged task
        terminate then true type unbounded_string until use when xor"""
    terms = table("list: array | tuple: record | dictionary: map | dict: map")
    closing, harness = "   end;\n", _HARNESS
    leave = ("      GNAT.OS_Lib.OS_Exit (1);\n", "")
    lookup = '   begin\nROWS\n      raise Program_Error with "no such case";\n   end;\n'

    def identifier(self, name: str) -> str:
        words = super().identifier(name).split("_")
        given = "_".join(word[0].upper() + word[1:] for word in words if word)
        return f"My_{given}" if given.lower() in self.keywords.split() else given

    def shape(self, t: Type) -> Type:
        t = super().shape(t)
        if t.name == "union" and {part.name for part in t.of} == {"int", "float"}:
            return Type("float")
        name = t.name.replace("optional", "union")  # each union may be nothing
        inside = {"list": "vector"} | ({} if name in ("set", "dict") else {"str": "text"})
        parts = [Type(inside.get(p.name, p.name), p.of) for p in map(super().shape, t.of)]
        if name in ("vector", "set", "dict"):
            records = ("tuple", "union", "optional")
            parts = [Type("kept", (p,)) if p.name in records else p for p in parts]
        return Type(name, tuple(map(self.shape, parts)))

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name not in self.types or (t.name == "tuple" and len(t.of) < 2):
            raise Unsupported(f"no type for {t.name}")
        if t.name in ("set", "dict") and t.of[0].name not in ("int", "bool", "str"):
            raise Unsupported("a key or member without an order")
        return self.types[t.name].format("_".join(map(self.type, t.of)), len(t.of))

    def opening(self, signature: Signature) -> str:
        declared, wholes = {"": 0}, (*(p.type for p in signature.params), signature.returns)
        for t in (part for whole in wholes for part in reversed(self.shape(whole).walk())):
            name, kinds = self.type(t), [self.type(part) for part in t.of]
            item = ("         when {0} =>" if t.name == "union" else "     ") + " Item_{0} : {1};\n"
            items = "".join(item.format(*kind) for kind in enumerate(kinds, 1))
            use = f";\n   use {name}s;\n   subtype {name} is {name}s."
            declared[_TYPES.get(t.name, "").format(*kinds, name=name, items=items, use=use)] = 1
        types = "".join(f"   {text}\n" for text in declared if text)
        return f"{_OPENING}\nprocedure Main is\n\n{types}\n"

    def head(self, signature: Signature) -> str:
        names = {self.identifier(p.name).lower() for p in signature.params}
        if len(names) < len(signature.params):
            raise Unsupported("parameters that differ by capitals alone")
        return super().head(signature).replace(", ", "; ").replace(" ()", "")

    def call(self, signature: Signature, args: Any) -> str:
        return super().call(signature, args).replace("(", " (", 1).removesuffix(" ()")

    def value(self, v: Any, t: Type) -> str:
        t = self.shape(t)
        if t.name == "text":
            return f"To_Unbounded_String ({super().value(v, Type('str'))})"
        if t.name == "kept":  # GNAT 12 fails on a record inside brackets without a conversion
            return f"{self.type(t)} ({self.type(t)}'{self.value(v, t.of[0])})"
        if t.name != "union" or v is None:
            inner = Type("list", t.of) if t.name == "vector" else t
            return "(Kind => 0)" if t.name == "union" else super().value(v, inner)
        for i, part in enumerate(t.of, 1):
            with contextlib.suppress(Unsupported):
                if isinstance(v, bool) is (part.name == "bool"):
                    return f"(Kind => {i}, Item_{i} => {self.value(v, part)})"
        raise Unsupported("a value that is not of its declared type")

    def value_float(self, v: float, t: Type) -> str:
        return re.sub(r"^(-?\d+)e", r"\1.0e", super().value_float(v, t))

    def escape(self, code: int) -> str:
        return "".join(f'" & Character\'Val ({byte}) & "' for byte in chr(code).encode())

    def same(self, t: Type, a: str, b: str, near: float) -> str:
        t, i = self.shape(t.of[0] if t.name == "kept" else t), f"I{len(a)}"
        if "float" not in str(t):
            return f"{a} = {b}"
        each = [(p, f"{a}.Item_{k}", f"{b}.Item_{k}", near) for k, p in enumerate(t.of, 1)]
        if t.name == "tuple":
            return f"({' and then '.join(self.same(*item) for item in each)})"
        if t.name == "union":
            cases = "".join(f"when {k} => {self.same(*item)}, " for k, item in enumerate(each, 1))
            return f"({a}.Kind = {b}.Kind and then (case {a}.Kind is {cases}when others => True))"
        x, y = (_INSIDE.get(t.name, "").format(whole, i=i) for whole in (a, b))
        inner = self.same(t.of[-1], x, y, near) if t.of else self.value_float(near, t)
        return _SAME[t.name].format(inner, a=a, b=b, i=i)

    def holds(self, t: Type, name: str, v: Any, near: float = -1.0) -> str:
        """An expression that compares a name with a value, part by part where floats are inside."""
        want = f"Newtongue_Want : constant {self.type(t)} := {self.value(v, t)};"
        return f"(declare {want} begin {self.same(t, name, 'Newtongue_Want', near)})"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        t, call = signature.returns, self.call(signature, case.args)
        same = self.holds(t, "Newtongue_Got", case.expected, case.tolerance or -1.0)
        return _CHECK.format(kind=self.type(t), call=call, same=same, index=index)

    def row(self, signature: Signature, case: Case) -> str:
        pairs = zip(case.args, signature.params, strict=True)
        tests = [self.holds(p.type, self.identifier(p.name), v) for v, p in pairs] or ["True"]
        answer = f"return {self.value(case.expected, signature.returns)};"
        return f"      if {' and then '.join(tests)} then\n         {answer}\n      end if;\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        {"gnatmake": ("gnatmake",), "gcc": ("gcc",)}, ("{gnatmake}", "--version"), apt=("gnat",)
    )
    source, run, environment = "main.adb", ("./main",), {"PATH": "/usr/bin:/bin"}
    # -f: a source written anew within a second would not be built anew
    build = command("{gnatmake} -q -f -gnat2022 -gnata -gnatws {source}")

    # -- read ----------------------------------------------------------------
    stops, line_pattern = ("\n   end",), r"main\.adb:(\d+)"
    errors = (  # sorted by line, whoever found them
        (Outcome.SYNTAX, r': (?:missing (?!arg|"re)|extra|incor|misp|strings)| should be |pected$'),
        (Outcome.TYPE, r"\A.*(?:expected .*type|operand types|no candidate|missing arg|too many)"),
        (Outcome.MEMORY, r"STORAGE_ERROR : .*heap exhausted"),
        (Outcome.ASSERTION, r"^raised (?:ADA\.ASSERTIONS\.ASSERTION_ERROR|SYSTEM\.ASSERTIONS)"),
    )


language = Ada()
