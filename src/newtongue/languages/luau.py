"""Luau, Roblox's Lua with types: its virtual machine compiled to WebAssembly, run by Node.

As in Lua a table is everything, but every number is a double: 3 and 3.0 are one, and an int beyond
2**53 is the double next to it. Types stand in the signature; nothing checks them here. Programs
can reach no files: the runner gives them the three functions that the harness calls.
"""

from __future__ import annotations

from newtongue.core.completion import Outcome
from newtongue.core.signature import Type
from newtongue.languages.base import Foreign, Language, Toolchain, table
from newtongue.languages.lua import Lua

# The machine was built with 17 MB of memory that can't grow: its limits, written in bytes 4 to 7 of
# the memory section, give way to 1 GiB, which takes room only as it is used.
_RUNNER = r"""
const [library, source] = process.argv.slice(1);
const {readFileSync, writeFileSync, openSync, readSync} = await import("node:fs");
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = (binary, imports) => {
  const bytes = Buffer.from(binary);
  bytes.set([255, 127, 255, 127], bytes.indexOf(Buffer.from([5, 6, 1, 1, 146, 2, 146, 2])) + 4);
  return instantiate(bytes, imports);
};
delete WebAssembly.Suspending; // the same one of its two builds on every Node
const {LuauState} = await import(library);
const state = await LuauState.createAsync({
  newtongue_write: (path, line) => {
    writeFileSync(path, [...line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?")].join("") + "\n");
  },
  newtongue_read: (path) => {
    const line = Buffer.alloc(4096);
    return line.toString("utf8", 0, readSync(openSync(path, "r"), line)).split("\n")[0];
  },
  newtongue_exit: process.exit,
});
try {
  await state.loadstring(readFileSync(source, "utf8"), "=" + source, true)();
} catch (problem) {
  console.error(problem.name + ": " + problem.message);
  process.exit(1);
}
"""

_SAY = """
local newtongue = {ran = 0, g = _G}
function newtongue.say(line)
  newtongue.g.newtongue_write("/dev/fd/4", line)
end
"""

_ANSWER = """
newtongue.say("ready " .. newtongue.ran)
newtongue.say("nonce " .. newtongue.g.newtongue_read("/dev/fd/3"))
"""

_CHECK = """
function newtongue.same(got: any, want: any, tolerance: number): boolean
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

function newtongue.shown(x: any, depth: number): string
  local g = newtongue.g
  if g.type(x) == "string" then
    return (g.string.gsub(g.string.format("%q", x), "\\\\\\n", "\\\\n"))
  elseif g.type(x) ~= "table" then
    local plain = x == nil or g.type(x) == "number" or g.type(x) == "boolean"
    return plain and g.tostring(x) or g.type(x)
  elseif depth > 8 then
    return "..."
  end
  local parts, rest, size = {}, {}, g.rawlen(x)
  for i = 1, g.math.min(size, SHOWN) do parts[i] = newtongue.shown(x[i], depth + 1) end
  for key, y in g.next, x do
    if g.type(key) ~= "number" or key < 1 or key > size or key % 1 ~= 0 then
      local name = newtongue.shown(key, depth + 1)
      g.table.insert(rest, "[" .. name .. "] = " .. newtongue.shown(y, depth + 1))
    end
  end
  g.table.sort(rest)
  for i = 1, #rest do g.table.insert(parts, rest[i]) end
  return "{" .. g.table.concat(parts, ", ") .. "}"
end

function newtongue_check(index: number, got: any, want: any, tolerance: number)
  if not newtongue.same(got, want, tolerance) then
    local text = newtongue.shown(got, 0)
    newtongue.say("failed " .. index .. " " .. newtongue.g.string.sub(text, 1, SHOWN))
    newtongue.g.newtongue_exit(1)
  end
  newtongue.ran = newtongue.ran + 1
end

CHECKS
"""

_FOREIGN = """
local newtongue_held, newtongue_problem = pcall(test_humaneval)
if not newtongue_held then
  if string.find(tostring(newtongue_problem), "assertion failed!", 1, true) then
    newtongue.say("failed " .. newtongue.ran .. " ")
  end
  error(newtongue_problem, 0)
end
"""

_VERSION = (
    "`${process.version}, luau-web ${require('{home}/node_modules/luau-web/package').version}`"
)


class Luau(Lua):
    """What differs from Lua."""

    title, aliases, extension, fence = "Luau", (), ".luau", "luau"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}: {type}", "local function {name}({params}): {returns}"
    types = table(
        "int: number | float: number | bool: boolean | str: string | none: nil | any: any"
        " | list: {{{}}} | set: {{[{}]: boolean}} | dict: {{[{}]: {}}}"
    )
    keywords = Lua.keywords.replace(" goto", "")
    harness, leave = _SAY + _CHECK + _ANSWER, ("    newtongue.g.newtongue_exit(1)\n", "")
    lookup = """\
  local function same(a: any, b: any): boolean
    if type(a) ~= "table" or type(b) ~= "table" then
      return a == b or (a ~= a and b ~= b)
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
    answer = "  if same(args, {{{args}}}) then return {answer} end\n"

    doubles, value_int = True, Language.value_int

    def type(self, t: Type) -> str:
        t = self.shape(t)
        parts = list(dict.fromkeys(self.type(part) for part in t.of))
        if t.name == "optional":
            return f"({parts[0]})?" if " | " in parts[0] else parts[0].removesuffix("?") + "?"
        if t.name in ("union", "tuple"):
            return " | ".join(parts) if t.name == "union" else f"{{{' | '.join(parts)}}}"
        return super().type(t)

    def value_float(self, v: float, t: Type) -> str:
        return super().value_float(v, t).removesuffix(".0")

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"node": ("node", "nodejs")},
        version=("{node}", "-p", _VERSION),
        least=(18,),
        libraries={"luau": "{home}/node_modules/luau-web/src/index.js"},
        apt=("nodejs",),
        npm=("luau-web@1.4.0",),
        disk=2,
    )
    source = "main.luau"
    # the optimizing compiler takes longer than it saves
    warm = ()
    run = ("{node}", "--liftoff-only", "--input-type=module", "-e", _RUNNER, "{luau}", "{source}")
    address_space = False

    # -- read ----------------------------------------------------------------
    functions = "lua.scm"
    errors = (
        (Outcome.SYNTAX, r"^CompileError: "),
        (Outcome.MEMORY, r"^Aborted\(Cannot enlarge memory arrays"),
        (Outcome.ASSERTION, r"^LuaError: main\.luau:\d+: assertion failed!"),
    )
    line_pattern = r"main\.luau:(\d+):"
    foreign = Foreign(
        assertion=r"    assert\(_deepeq\(candidate\(",
        scaffold=r"local function _\w+\(.*|function (?:_\w+|test_humaneval)\(.*|end|\s*"
        r"|local candidate = \w+|test_humaneval\(\)|  +(?!assert\b).*",
        counted="    newtongue.ran = newtongue.ran + 1",
        replace=(
            (r"^function test_humaneval\(\)$", _SAY + "function test_humaneval()"),
            (r"^test_humaneval\(\)$", _FOREIGN + _ANSWER),
        ),
    )


language = Luau()
