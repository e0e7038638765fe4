"""Elixir 1.14: untyped; one function in a module `Problem`, maps, MapSets and nil.

Defined here, since Elixir leaves it open: its floats know no infinity and no nan, which are the
atoms that Nx has for them. A tuple of any length is a tuple. Integers have no bounds. A name that
begins with a capital, which Elixir keeps for modules, is written small.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import indent
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = """
defmodule Newtongue do
  def say(line), do: File.write!("/dev/fd/4", line <> "\\n")
  def ran, do: Process.get(:newtongue, 0)
  def held, do: Process.put(:newtongue, ran() + 1)

  def answer do
    say("ready #{ran()}")
    # a file would wait for more than the line
    nonce = Port.open({:fd, 3, 3}, [:in, :eof, :binary, line: 4096])

    receive do
      {^nonce, {:data, {:eol, line}}} -> say("nonce #{line}")
      {^nonce, :eof} -> System.halt(1)
    end
  end
"""

_CHECK = """
  def same(got, want, tolerance) when is_number(got) and is_number(want) do
    near = tolerance > 0 and (is_float(got) or is_float(want))
    got == want or (near and want - tolerance <= got and got <= want + tolerance)
  end

  def same(%MapSet{} = got, %MapSet{} = want, tolerance) do
    same(Map.new(got, &{&1, true}), Map.new(want, &{&1, true}), tolerance)
  end

  def same(got, want, tolerance) when is_map(got) and is_map(want) do
    map_size(got) == map_size(want) and
      Enum.all?(:maps.to_list(want), fn {key, value} ->
        case value_at(got, key) do
          {_, found} -> same(found, value, tolerance)
          nil -> false
        end
      end)
  end

  def same([x | xs], [y | ys], tolerance), do: same(x, y, tolerance) and same(xs, ys, tolerance)

  def same(got, want, tolerance) when is_tuple(got) and is_tuple(want) do
    same(Tuple.to_list(got), Tuple.to_list(want), tolerance)
  end

  def same(got, want, _), do: got === want

  # 1 and 1.0 are two keys here
  defp value_at(map, key) do
    case map do
      %{^key => value} -> {key, value}
      _ -> List.keyfind(:maps.to_list(map), key, 0)
    end
  end

  def check(index, got, want, tolerance) do
    if not same(got, want, tolerance) do
      shown = inspect(got, limit: SHOWN, printable_limit: SHOWN, width: :infinity)
      line = String.replace(String.slice(shown, 0, SHOWN), ~r/(?! )[\\p{C}\\p{Z}]/u, "?")
      say("failed #{index} #{line}")
      System.halt(1)
    end

    held()
  end
end

"""

_RUN = """
try do
  HumanEvalTest.newtongue()
rescue
  problem in ExUnit.AssertionError ->
    Newtongue.say("failed #{Newtongue.ran()} ")
    reraise problem, __STACKTRACE__
end

Newtongue.answer()
"""


class Elixir(Language):
    title, aliases, extension, fence = "Elixir", ("ex", "exs"), ".exs", "elixir"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}", "  def {name}({params}) do"
    typed = False
    containers = table(
        "list: [{items}] | tuple: {{{items}}} | set: MapSet.new([{items}]) | dict: %{{{items}}}"
    )
    pair, nothing, absent = "{} => {}", "nil", "nil"
    floats = table("inf: :infinity | -inf: :neg_infinity | nan: :nan")
    escapes = {**Language.escapes, "#": "\\#"}
    keywords = "after and catch do else end false fn in nil not or rescue true when"
    terms = table(
        "dictionary: map | dict: map | set: MapSet | None: nil | True: true | False: false"
    )
    harness = f"end\n{_SAY}{_CHECK}CHECKS\n\nNewtongue.answer()\n"
    alone = table("/dev/fd/4: /dev/null | nonce = Port: System.halt(0)\n    nonce = Port")
    leave = ("      System.halt(1)\n    end\n\n    held", "    end\n\n    held")
    lookup = """\
    newtongue = [PARAMS]

    cond do
ROWS
    end
  end
"""
    answer = "      newtongue === [{args}] -> {answer}\n"

    def identifier(self, name: str) -> str:
        return super().identifier(name if name[:1].islower() or name[:1] == "_" else name.lower())

    def shape(self, t: Type) -> Type:
        return t if t == Type("tuple") else super().shape(t)

    def value_int(self, v: int, t: Type) -> str:
        return str(int(v))

    def value_float(self, v: float, t: Type) -> str:
        # 1e+300 is no float without a point
        return re.sub(r"^(-?\d+)e", r"\1.0e", super().value_float(v, t))

    def escape(self, code: int) -> str:
        return f"\\u{{{code:x}}}"

    def doc(self, text: str) -> str:
        if any(not c.isprintable() and c not in "\n\t" for c in text):
            raise Unsupported("an invisible character in a comment")
        sigil = "~S" if re.search(r"\\|#\{", text) else ""
        if '"""' in text:
            sigil, text = "", re.sub(r'(\\|""(?=")|#(?=\{))', r"\\\1", text)
        lines = [f'@doc {sigil}"""', *text.splitlines(), '"""']
        return "".join(f"  {line}".rstrip() + "\n" for line in lines)

    def opening(self, signature: Signature) -> str:
        return "defmodule Problem do\n"

    def head(self, signature: Signature) -> str:
        names = [self.identifier(p.name) for p in signature.params]
        if len(set(names)) < len(names):
            raise Unsupported("parameters that differ by a capital alone")
        return super().head(signature)

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return f"Problem.{super().call(signature, args)}"

    def example(self, signature: Signature, case: Case) -> str:
        text = super().example(signature, case).replace(">>> ", "iex> ", 1)
        return indent(text, "    ")  # code, to ExDoc

    def check(self, signature: Signature, case: Case, index: int) -> str:
        call = self.call(signature, case.args)
        expected = self.value(case.expected, signature.returns)
        tolerance = self.value_float(case.tolerance or 0.0, Type("float"))
        return f"Newtongue.check({index}, {call}, {expected}, {tolerance})"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"elixir": ("elixir",), "erl": ("erl",)},
        version=("{elixir}", "--short-version"),
        least=(1, 12),
        apt=("elixir",),
    )
    source = "main.exs"
    run = command("{elixir} {source}")
    # a scheduler for each core would be more threads than a program may have
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": ".",
        "ERL_FLAGS": "+S 1:1 +SDcpu 1:1 +SDio 1",
        "ERL_CRASH_DUMP_SECONDS": "0",
    }
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\nend",)  # the module's own, for helpers may follow the function
    errors = (
        (Outcome.SYNTAX, r"^\*\* \((?:Syntax|TokenMissing|MismatchedDelimiter)Error\) main"),
        (Outcome.MEMORY, r"_alloc: Cannot (?:re)?allocate \d+ bytes of memory"),
        (Outcome.ASSERTION, r"^\*\* \(ExUnit\.AssertionError\)"),
    )
    line_pattern = r"main\.exs:(\d+)"
    foreign = Foreign(
        assertion=r"    assert .* == HumanEval\.",
        scaffold=r"ExUnit\.start\(\)|defmodule HumanEvalTest do|  use ExUnit\.Case, async: true"
        r"|  test '\w+' do|  end|end|\s*",
        counted="    Newtongue.held()",
        replace=(
            (r"^ExUnit\.start\(\)$", f"{_SAY}end\n"),
            (r"^  use ExUnit\.Case.*$", "  import ExUnit.Assertions"),
            (r"^  test '\w+' do$", "  def newtongue do"),
            (r"\Z", _RUN),
        ),
    )


language = Elixir()
