"""Lua 5.4: untyped; a table is list, tuple, set and dict at once.

Defined here, since Lua leaves it open: a set is a table whose keys are its members, each `true`;
None in a tuple is a hole (`{nil, 1}` has the one key 2); a dict's key with the value None is not
there. None inside a list or set can't be said, nor can a container as a key. An empty list
equals an empty dict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.signature import Type
from newtongue.core.values import ANY, ordered
from newtongue.languages.base import Foreign, Items, Language, Toolchain, command, table

_SAY = r"""
local newtongue = {ran = 0, g = _G}
function newtongue.say(line)
  local channel = newtongue.g.assert(newtongue.g.io.open("/dev/fd/4", "w"))
  channel:write(line, "\n")
  channel:close()
end
"""

_ANSWER = """
newtongue.say("ready " .. newtongue.ran)
do
  local nonce = newtongue.g.assert(newtongue.g.io.open("/dev/fd/3", "r"))
  newtongue.say("nonce " .. (nonce:read("l") or ""))
end
"""

_CHECK = r"""
function newtongue.same(got, want, tolerance)
  local g = newtongue.g
  if g.type(got) == "number" and g.type(want) == "number" then
    local near = tolerance > 0 and g.math.abs(got - want) <= tolerance
    return got == want or (got ~= got and want ~= want) or near
  elseif g.type(got) ~= "table" or g.type(want) ~= "table" then
    return g.rawequal(got, want)
  end
  for key, x in g.next, want do
    if not newtongue.same(g.rawget(got, key), x, tolerance) then return false end
  end
  for key in g.next, got do
    if g.rawget(want, key) == nil then return false end
  end
  return true
end

function newtongue.shown(x, depth)
  local g = newtongue.g
  if g.type(x) == "string" then
    return (g.string.format("%q", x):gsub("\\\n", "\\n"))
  elseif g.type(x) ~= "table" then
    local plain = x == nil or g.type(x) == "number" or g.type(x) == "boolean"
    return plain and g.tostring(x) or g.type(x)
  elseif depth > 8 then
    return "..."
  end
  local parts, rest = {}, {}
  for i = 1, g.math.min(g.rawlen(x), SHOWN) do parts[i] = newtongue.shown(x[i], depth + 1) end
  for key, y in g.next, x do
    if g.math.type(key) ~= "integer" or key < 1 or key > g.rawlen(x) then
      rest[#rest + 1] = "[" .. newtongue.shown(key, depth + 1) .. "] = "
        .. newtongue.shown(y, depth + 1)
    end
  end
  g.table.sort(rest)
  for i = 1, #rest do parts[#parts + 1] = rest[i] end
  return "{" .. g.table.concat(parts, ", ") .. "}"
end

function newtongue_check(index, got, want, tolerance)
  if not newtongue.same(got, want, tolerance) then
    local text = newtongue.shown(got, 0)
    newtongue.say("failed " .. index .. " " .. newtongue.g.string.sub(text, 1, SHOWN))
    newtongue.g.os.exit(1)
  end
  newtongue.ran = newtongue.ran + 1
end

"""

_LUAUNIT = (
    _SAY
    + """
for newtongue_name, newtongue_assert in pairs(lu) do
  if type(newtongue_name) == "string" and newtongue_name:find("^assert") then
    lu[newtongue_name] = function(...)
      local held, problem = pcall(newtongue_assert, ...)
      if not held then
        newtongue.say("failed " .. newtongue.ran .. " ")
        error(problem, 0)
      end
    end
  end
end
"""
)

# exact: 3 and 3.0 differ here, nan is nan
_LOOKUP = """\
    local function same(a, b)
      if type(a) ~= "table" or type(b) ~= "table" then
        return math.type(a) == math.type(b) and (a == b or (a ~= a and b ~= b))
      end
      for k, v in pairs(a) do if not same(v, b[k]) then return false end end
      for k in pairs(b) do if a[k] == nil then return false end end
      return true
    end
    local args = {PARAMS}
ROWS
    error("no such case")
end
"""


class Lua(Language):
    """An untyped language."""

    title, aliases, extension, fence = "Lua", (), ".lua", "lua"

    # -- write ---------------------------------------------------------------
    comment = "--"
    param, headline = "{name}", "local function {name}({params})"
    typed = False
    containers = dict.fromkeys(("list", "tuple", "set", "dict"), "{{{items}}}")
    pair = "[{}] = {}"
    nothing = absent = "nil"
    floats = table("inf: math.huge | -inf: -math.huge | nan: (0/0)")
    keywords = (
        "and break do else elseif end false for function goto if in local nil not or repeat return "
        "then true until while"
    )
    terms = table(
        "list: table | array: table | tuple: table | dictionary: table | dict: table"
        " | None: nil | True: true | False: false"
    )
    closing = "end\n"
    harness = f"{_SAY}{_CHECK}CHECKS\n{_ANSWER}"
    leave = ("    newtongue.g.os.exit(1)\n", "")
    lookup, answer = _LOOKUP, "    if same(args, {{{args}}}) then return {answer} end\n"
    strict = "lua.lua"

    def escape(self, code: int) -> str:
        return f"\\{code:03}" if code < 128 else f"\\u{{{code:x}}}"

    def value_int(self, v: int, t: Type) -> str:
        # -9223372036854775808 is read as minus a float
        return "math.mininteger" if v == -(2**63) else super().value_int(v, t)

    def value_list(self, v: Sequence[Any], t: Type) -> str:
        if None in v:
            raise Unsupported("None inside a list")
        return super().value_list(v, t)

    def value_set(self, v: Any, t: Type) -> str:
        return self.value_dict(dict.fromkeys(ordered(v), True), Type("dict", (ANY, ANY)))

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        v = {k: x for k, x in v.items() if x is not None}
        if any(k is None or k != k or isinstance(k, tuple | frozenset) for k in v):
            raise Unsupported("a key that is None, nan or a container")
        return super().value_dict(v, t)

    def shaped(self, v: Any, t: Type) -> Any:
        if isinstance(v, list | tuple):
            v = dict(enumerate(v, 1))
        if isinstance(v, set | frozenset):
            v = dict.fromkeys(v, True)
        if not isinstance(v, dict):
            return v
        return Items("dict", tuple((k, self.shaped(x, t)) for k, x in v.items() if x is not None))

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"lua": ("lua5.4", "lua")},
        version=("{lua}", "-v"),
        least=(5, 4),
        libraries={"luaunit": "/usr/share/lua/5.4/luaunit.lua"},
        apt=("lua5.4", "lua-unit"),
    )
    source = "main.lua"
    run = command("{lua} {source}")
    warm: ClassVar[tuple[str, ...]] = ("{lua}", "-e", "dofile('{boot}')", "{source}")

    # -- read ----------------------------------------------------------------
    stops = ("\nend",)
    errors = (
        # what stopped a running program has a traceback
        (Outcome.SYNTAX, r"\A\S+: main\.lua:\d+: (?![\s\S]*^stack traceback:)"),
        (Outcome.MEMORY, r"^(?:\S+: )?not enough memory"),
        (Outcome.ASSERTION, r"assertion failed!"),
    )
    line_pattern = r"main\.lua:(\d+):"
    suspicious = (
        r"\b(?:debug|io|package)\s*[.:\[]|\bos\.(?:exit|execute)|\b_(?:G|ENV)\b|\barg\[|__eq\b",
        r"^[ \t]*(?:\w+, *){,9}(?:assert|error|ipairs|next|pairs|pcall|raw\w+|type)\b *[,=](?!=)",
    )
    foreign = Foreign(
        assertion=r"\s*lu\.assert\w+\(",
        scaffold=r"lu = require\('luaunit'\)|function test_\w+\(\)|local candidate = \w+|end"
        r"|os\.exit\(lu\.LuaUnit\.run\(\)\)|\s*",
        counted="newtongue.ran = newtongue.ran + 1",
        replace=(
            (r"^lu = require\('luaunit'\)$", "lu = require('luaunit')\n" + _LUAUNIT),
            (
                r"^os\.exit\(lu\.LuaUnit\.run\(\)\)$",
                "if lu.LuaUnit.run() ~= 0 then os.exit(1) end\n" + _ANSWER,
            ),
        ),
    )


language = Lua()
