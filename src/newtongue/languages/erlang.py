"""Erlang/OTP 25, run by escript: untyped, with a -spec; maps, sets of version 2, `undefined`.

Defined here, since Erlang leaves it open: its floats know no infinity and no nan, which are atoms;
a string is a list of characters, so "a" equals [97] and "" equals []. A set of either version
equals one of the other, and a set equals the map of its members to []. Integers have no bounds.
Parameters are written in capitals and humps, as Erlang's variables are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import filled
from newtongue.languages.base import Language, Toolchain, command, table
from newtongue.languages.elixir import Elixir

# `erlang:` in front of what a program may define itself
_CHECK = r"""
newtongue_say(Line) ->
    ok = file:write_file("/dev/fd/4", unicode:characters_to_binary([Line, $\n])).

newtongue_same(X, Y, Near) when is_number(X), is_number(Y) ->
    Float = erlang:is_float(X) orelse erlang:is_float(Y),
    X == Y orelse (Near > 0 andalso Float andalso Y - Near =< X andalso X =< Y + Near);
newtongue_same(X, Y, Near) when is_map(Y), element(1, X) =:= set ->
    newtongue_same(sets:from_list(sets:to_list(X), [{version, 2}]), Y, Near);
newtongue_same(X, Y, Near) when is_map(X), is_map(Y), map_size(X) =:= map_size(Y) ->
    lists:all(
        fun({Key, Want}) ->
            case newtongue_find(Key, X) of
                {_, Got} -> newtongue_same(Got, Want, Near);
                false -> false
            end
        end,
        maps:to_list(Y)
    );
newtongue_same([X | Xs], [Y | Ys], Near) ->
    newtongue_same(X, Y, Near) andalso newtongue_same(Xs, Ys, Near);
newtongue_same(X, Y, Near) when is_tuple(X), is_tuple(Y) ->
    newtongue_same(erlang:tuple_to_list(X), erlang:tuple_to_list(Y), Near);
newtongue_same(X, Y, _) ->
    X =:= Y.

%% 1 and 1.0 are two keys here
newtongue_find(Key, Map) ->
    case Map of
        #{Key := Value} -> {Key, Value};
        _ -> lists:keyfind(Key, 1, maps:to_list(Map))
    end.

newtongue_check(Index, Got, Want, Near) ->
    case newtongue_same(Got, Want, Near) of
        true ->
            erlang:put(newtongue, erlang:get(newtongue) + 1);
        false ->
            Shown = string:slice(io_lib:format("~0tp", [Got]), 0, SHOWN),
            Line = re:replace(Shown, "(?! )[\\p{C}\\p{Z}]", "?", [unicode, global]),
            newtongue_say(io_lib:format("failed ~b ~ts", [Index, Line])),
            erlang:halt(1)
    end.

newtongue_answer() ->
    newtongue_say(io_lib:format("ready ~b", [erlang:get(newtongue)])),
    %% a file would wait for more than the line
    Nonce = erlang:open_port({fd, 3, 3}, [in, eof, binary, {line, 4096}]),
    receive
        {Nonce, {data, {eol, Line}}} -> newtongue_say(["nonce ", Line]);
        {Nonce, eof} -> erlang:halt(1)
    end.

main(_) ->
    erlang:put(newtongue, 0),
CHECKS
    newtongue_answer().
"""
_BUILT_IN = """
abs alias apply atom_to_binary atom_to_list binary_part binary_to_atom binary_to_float
binary_to_integer binary_to_list binary_to_term bit_size byte_size ceil date element erase error
exit float float_to_binary float_to_list floor get get_keys halt hd integer_to_binary
integer_to_list iolist_size iolist_to_binary is_alive is_atom is_binary is_boolean is_float
is_function is_integer is_list is_map is_map_key is_number is_pid is_record is_tuple length link
list_to_atom list_to_binary list_to_float list_to_integer list_to_tuple make_ref map_get map_size
max min monitor node nodes now processes put register registered round self setelement size spawn
split_binary statistics term_to_binary throw time tl trunc tuple_size tuple_to_list unlink
"""


class Erlang(Language):
    title, aliases, extension, fence = "Erlang", ("erl",), ".erl", "erlang"

    # -- write ---------------------------------------------------------------
    comment = "%%"
    typed = False
    types = table(
        "int: integer() | float: number() | bool: boolean() | str: string() | none: undefined"
        " | any: term() | list: [{}] | set: sets:set({}) | dict: #{{{} => {}}} | tuple: {{{}}}"
    )
    containers = table(
        "list: [{items}] | tuple: {{{items}}} | dict: #{{{items}}}"
        " | set: sets:from_list([{items}], [{{version, 2}}])"
    )
    pair = "{} => {}"
    nothing = absent = "undefined"
    floats = table("inf: infinity | -inf: neg_infinity | nan: nan")
    keywords = (
        "after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end fun if "
        "let maybe not of or orelse receive rem try when xor main"
    )
    terms = table("dictionary: map | dict: map | None: undefined | True: true | False: false")
    harness = _CHECK
    alone = table("/dev/fd/4: /dev/null | Nonce = erlang: halt(0),\n    Nonce = erlang")
    leave = (",\n            erlang:halt(1)\n    end", "\n    end")
    lookup = """\
    Newtongue = [PARAMS],
    [Found | _] = [Answer || {Args, Answer} <- [
ROWS
        {none, none}
    ], Args =:= Newtongue],
    Found.
"""
    answer = "        {{[{args}], {answer}}},\n"

    def identifier(self, name: str) -> str:
        """A variable: capitals and humps."""
        super().identifier(name)
        return "".join(part[:1].upper() + part[1:] for part in name.split("_")) or "X"

    def function(self, name: str) -> str:
        """A function's name as given, unless it begins with a capital, as variables do."""
        return super().identifier(name if name[:1].islower() else name.lower().lstrip("_"))

    def shape(self, t: Type) -> Type:
        return t if t == Type("tuple") else filled(t)

    def type(self, t: Type) -> str:
        t = filled(t)
        if t.variadic:
            return "tuple()"
        if t.name in ("optional", "union"):
            parts = [self.type(part) for part in (*t.of, Type("none"))]
            return " | ".join(parts if t.name == "optional" else parts[:-1])
        return super().type(t)

    def value_int(self, v: int, t: Type) -> str:
        return str(int(v))

    def value_float(self, v: float, t: Type) -> str:
        # 1e+300 is no float without a point
        return re.sub(r"^(-?\d+)e", r"\1.0e", super().value_float(v, t))

    def escape(self, code: int) -> str:
        return f"\\x{{{code:x}}}"

    def opening(self, signature: Signature) -> str:
        name = self.function(signature.name)
        text = "#!/usr/bin/env escript\n-mode(compile).\n"
        if name in _BUILT_IN.split():
            text += f"-compile({{no_auto_import, [{name}/{len(signature.params)}]}}).\n"
        return text + "\n"

    def head(self, signature: Signature) -> str:
        name = self.function(signature.name)
        names = [self.identifier(p.name) for p in signature.params]
        if len(set(names)) < len(names):
            raise Unsupported("parameters that differ by capitals or underscores alone")
        pairs = zip(names, signature.params, strict=True)
        params = ", ".join(f"{n} :: {self.type(p.type)}" for n, p in pairs)
        spec = f"-spec {name}({params}) -> {self.type(signature.returns)}.\n"
        return f"{spec}{name}({', '.join(names)}) ->\n"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return f"{self.function(signature.name)}({', '.join(self.arguments(signature, args))})"

    def example(self, signature: Signature, case: Case) -> str:
        expected = self.value(case.expected, signature.returns)
        return f"> {self.call(signature, case.args)}.\n{expected}"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        call = self.call(signature, case.args)
        expected = self.value(case.expected, signature.returns)
        near = self.value_float(case.tolerance or 0.0, Type("float"))
        return f"    newtongue_check({index}, {call}, {expected}, {near}),"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"escript": ("escript",), "erl": ("erl",)},
        version=(
            "{erl}",
            "-noshell",
            "-eval",
            'io:put_chars([erlang:system_info(otp_release), "\\n"]), halt().',
        ),
        least=(24,),
        apt=("erlang-base",),
    )
    source = "main.erl"
    run = command("{escript} {source}")
    environment = Elixir.environment
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\nmain(", "\n-spec main(", "\n-module", "\n-export", "\n-include", "\n-if", "\n#!")
    errors = (
        (
            Outcome.SYNTAX,
            r"^main\.erl:\d+:\d+: (?:syntax error|unterminated|illegal|bad |premature)",
        ),
        (Outcome.MEMORY, r"_alloc: Cannot (?:re)?allocate \d+ bytes of memory"),
        (Outcome.ASSERTION, r"^escript: exception error: \{assert\w*,"),
    )
    line_pattern = r"main\.erl(?::|, line )(\d+)"


language = Erlang()
