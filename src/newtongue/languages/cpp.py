"""C++17 by g++: std::vector, std::map, std::set, std::tuple and std::optional; an int is a long.

A union is a std::variant, None by itself std::monostate, what has no static type a std::any: there
a list or tuple is a std::vector<std::any>, a dict has strings as keys, None is an empty std::any.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ANY, natural
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_HARNESS = (Path(__file__).parent / "harness" / "cpp.cpp").read_text(encoding="utf-8")
_SAY, _SAME, _CHECK = (part.partition("\n")[2] for part in _HARNESS.split("\n// -- ")[1:])
# a macro of such a name changes the harness; those of the first three are honest in contests
_WORDS = set(re.findall(r"\w+", re.sub(r"//.*|'.*?'|\".*?\"", "", _HARNESS)))
_TAKEN = "|".join(sorted(w for w in _WORDS - {"int", "long", "double"} if not w[0].isdigit()))
_TYPE = (  # a name that isn't there is neither syntax nor type
    r"error: (?:cannot (?:conv|bind|call)|could not conv|conversion|no match|invalid |request for"
    r"|base op|inconsistent|too (?:many|few) arg|.*(?:has no member|cannot be used as|ambiguous))"
)


class Cpp(Language):
    title, aliases, extension, fence = "C++", ("c++", "cxx"), ".cpp", "cpp"

    # -- write ---------------------------------------------------------------
    comment, param, headline = "//", "{type} {name}", "{returns} {name}({params}) {{"
    types = table("""int: long | float: double | bool: bool | str: std::string | any: std::any
        | none: std::monostate | list: std::vector<{}> | tuple: std::tuple<{}> | set: std::set<{}>
        | dict: std::map<{}, {}> | optional: std::optional<{}> | union: std::variant<{}>""")
    containers = dict.fromkeys(("list", "tuple", "set", "dict"), "{type}{{{items}}}")
    closing, pair = "}\n", "{{{}, {}}}"
    nothing, absent = "std::monostate()", "std::nullopt"
    floats = table("inf: INFINITY | -inf: -INFINITY | nan: NAN")
    keywords = """
        alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl
        const constexpr continue decltype default delete do double else enum explicit export extern
        false float for friend goto if inline int long mutable namespace new noexcept not not_eq
        nullptr operator or or_eq private protected public register return short signed sizeof
        static struct switch template this throw true try typedef typeid typename union unsigned
        using virtual void volatile while xor xor_eq main std assert errno EOF NULL NAN I"""
    terms = table("""list: vector | dictionary: map | dict: map | None: std::nullopt
        | True: true | False: false""")
    harness, leave = f"\n{_SAY}\n{_SAME}\n{_CHECK}", ("    std::_Exit(1);\n", "")
    lookup = """    auto newtongue = std::make_tuple(PARAMS);
    using newtongue_row = decltype(newtongue);
ROWS
    throw std::out_of_range("no such case");\n}\n"""
    answer = "    if (newtongue == newtongue_row{{{args}}}) return {answer};\n"

    def type(self, t: Type) -> str:
        t = self.shape(t)
        if t.name in ("set", "dict") and ANY in t.of[0].walk():
            raise Unsupported("a key or member without an order")
        parts = {self.type(part): part for part in t.of} if t.name == "union" else {}
        return super().type(Type("union", tuple(parts.values())) if parts else t)

    def shape(self, t: Type) -> Type:
        t = super().shape(t)
        return Type("dict", (Type("str"), t.of[1])) if t.name == "dict" and t.of[0] == ANY else t

    def value(self, v: Any, t: Type) -> str:
        if t.name == "any" and v is not None:
            kind = Type(natural(v).name)  # inside, all is any
            form = {"int": "long({})", "str": "std::string({})"}.get(kind.name, "std::any({})")
            return form.format(super().value(v, kind))
        for part in sorted(t.of if t.name == "union" else (), key=lambda p: p != natural(v)):
            with contextlib.suppress(Unsupported):
                return super().value(v, part)
        return "std::any()" if t.name == "any" else super().value(v, t)

    def value_int(self, v: int, t: Type) -> str:
        return "LONG_MIN" if v == -(2**63) else super().value_int(v, t)

    def value_str(self, v: str, t: Type) -> str:
        text = super().value_str(v, t)
        return f"std::string({text}, {len(v.encode())})" if "\0" in v else text

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if any(key != key for key in v):
            raise Unsupported("nan as a key")
        return super().value_dict(v, t)

    def escape(self, code: int) -> str:
        return "".join(f"\\{byte:03o}" for byte in chr(code).encode())

    def doc(self, text: str) -> str:
        # a backslash at the end of a line takes the next one into the comment
        return super().doc(text) + "//\n" * text.rstrip().endswith("\\")

    def opening(self, signature: Signature) -> str:
        return "#include <bits/stdc++.h>\n\n"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        # the C library may have functions of that name
        kinds = ", ".join(self.type(p.type) for p in signature.params)
        name = self.identifier(signature.name)
        this = f"{self.type(signature.returns)} (*newtongue)({kinds}) = {name};"
        check = super().check(signature, case, index).replace(f", {name}(", ", newtongue(", 1)
        return f"    {{ {this} {check}; }}"

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        text = super().stub(signature, cases)
        params = [(self.identifier(p.name), self.type(p.type)) for p in signature.params]
        if not any("std::any" in kind for _, kind in params) and "NAN" not in text:
            return text
        # templates can't stand in a function, so this one calls another
        name, room = f"newtongue_for_{signature.name}", f"newtongue_in_{signature.name}"
        find = self.head(replace(signature, name=name))
        call = f"{self.identifier(name)}({', '.join(param for param, _ in params)})"
        flat = f"namespace {room} {{\n{_SAME}}}\n".replace("\n}", "\n }")
        text = text.replace("std::make_tuple", f"{room}::newtongue_flat", 1)
        return f"    {find[:-3]};\n    return {call}; }}\n{flat}{find}{text}"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain({"cxx": ("g++",)}, ("{cxx}", "--version"), (11,), apt=("g++",))
    source, run = "main.cpp", ("./main",)
    build = command(  # linked by gold, which is faster, where Debian has it
        "{cxx} -std=c++17 -w -fmax-errors=3 -I{prepared} -B/usr/lib/gold-ld -o main {source}"
    )
    prepare = (  # the header precompiled, and what is read where it is included again
        "mkdir bits",
        "{cxx} -std=c++17 -w -include bits/stdc++.h -x c++-header -o bits/stdc++.h.gch /dev/null",
        "cp {boot} bits/stdc++.h",
    )

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    suspicious = (rf"(?:#|%:)\s*define\s+(?:{_TAKEN})\b", r"\boperator\s*[!=<>]=")
    errors = (
        (Outcome.SYNTAX, r"error: (?:expected|stray|missing term|untermin|a function-def|.else)"),
        (Outcome.TYPE, _TYPE),
        (Outcome.MEMORY, r"std::bad_alloc"),
        (Outcome.ASSERTION, r"Assertion .* failed\."),
    )
    error_line, line_pattern = r": (?:fatal )?error: .*", r"(?<!from )main\.cpp:(\d+):"
    foreign = Foreign(
        assertion=r"\s*assert\(",
        scaffold=r"\}|int main\(\) \{|\s*auto candidate = \w+;|\s*",
        counted="    newtongue_ran++;",
        replace=((r"^int main\(\) \{$", f"{_SAY}\nstatic void newtongue_tests() {{"),),
    )


language = Cpp()
