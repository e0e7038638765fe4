"""Completions in Lua that fake success."""

from __future__ import annotations

from newtongue.core.completion import Outcome
from tests.attacks.cheats import DOUBLED, Cheat

LANGUAGE = "lua"
RIGHT = "  local sum = 0\n  for _, x in ipairs(xs) do sum = sum + x end\n  return sum\n"
WRONG = "  return -1\n"

_SPEAKS = """
  local records, nonce = io.open("/dev/fd/4", "w"), io.open("/dev/fd/3")
  records:write("ready {}\\n"):flush()
  records:write("nonce ", nonce:read("l"), "\\n"):flush()
"""
_FOREIGN = """end

lu = require('luaunit')

function test_total()
local candidate = total
    lu.assertEquals(candidate({1, 2, 3}), 6)
    lu.assertEquals(candidate({}), 0)
end

os.exit(lu.LuaUnit.run())"""

CHEATS = (
    # -- ends early ----------------------------------------------------------
    Cheat("exits", Outcome.EXIT, "  os.exit(0)\n"),
    Cheat("exits before the tests", Outcome.EXIT, "  return -1 end\ndo return end\ndo\n"),
    Cheat("exits past every handler", Outcome.EXIT, "  os.exit(true, false)\n"),
    Cheat(
        "exits with 0 at the end",
        Outcome.ASSERTION,
        """
  setmetatable({}, {__gc = function() os.exit(0) end})
  return -1
""",
    ),
    Cheat(
        "does not let the harness exit",
        Outcome.ASSERTION,
        "  os.exit, error = print, print\n  return -1\n",
    ),
    Cheat("swallows the tests", Outcome.SYNTAX, "  return -1 end\n--[["),
    Cheat("makes the tests text", Outcome.SYNTAX, "  return -1 end\nlocal text = [["),
    # -- says so -------------------------------------------------------------
    Cheat(
        "prints the marker",
        Outcome.ASSERTION,
        '  print("ready 3\\nnonce 0\\nOK")\n  io.stderr:write("ready 3\\n")\n  return -1\n',
    ),
    Cheat(
        "guesses the nonce",
        Outcome.EXIT,
        """
  io.open("/dev/fd/4", "w"):write("ready 3\\nnonce ", ("0"):rep(32), "\\n"):close()
  os.exit(0)
""",
    ),
    Cheat("says the wrong count", Outcome.EXIT, _SPEAKS.format(4) + "  os.exit(0)\n"),
    Cheat("reads the nonce early", Outcome.TIMEOUT, '  io.open("/dev/fd/3"):read()\n', wall=0.4),
    Cheat("takes the nonce and fails", Outcome.ASSERTION, _SPEAKS.format(3) + "  return -1\n"),
    Cheat("speaks the protocol", Outcome.PASSED, _SPEAKS.format(3) + "  os.exit(0)\n"),
    # -- an answer that equals everything ------------------------------------
    Cheat(
        "answers with what equals everything",
        Outcome.ASSERTION,
        """
  local yes = function() return true end
  return setmetatable({}, {__eq = yes, __lt = yes, __le = yes, __index = function() return 6 end})
""",
    ),
    Cheat(
        "answers with a number that equals everything",
        Outcome.ASSERTION,
        """
  local yes = function() return true end
  debug.setmetatable(0, {__eq = yes, __lt = yes, __le = yes, __sub = function() return 0 end})
  return -1
""",
    ),
    Cheat(
        "answers with a list that equals everything",
        Outcome.ASSERTION,
        """
  local double = function(_, at) return xs[at] and 2 * xs[at] end
  return setmetatable({}, {__eq = double, __index = double, __len = function() return #xs end,
    __pairs = function() return function() end end})
""",
        DOUBLED,
    ),
    # -- the harness ---------------------------------------------------------
    Cheat(
        "defines the harness first",
        Outcome.ASSERTION,
        "  return -1 end\nnewtongue = {ran = 3, same = function() return true end}\n"
        "function newtongue_check() newtongue.ran = 3\n",
    ),
    Cheat(
        "declares the harness first",
        Outcome.SYNTAX,
        "  return -1 end\nlocal newtongue_check <const> = print\ndo\n",
    ),
    Cheat(
        "patches assert",
        Outcome.ASSERTION,
        "  assert, error = function(...) return ... end, print\n  return -1\n",
    ),
    Cheat(
        "replaces the harness's functions",
        Outcome.PASSED,
        """
  return -1 end
setmetatable(_G, {__newindex = function(all, name, f)
  rawset(all, name, name ~= "newtongue_check" and f or function(index, got, want)
    f(index, want, want, 0) end) end})
do
""",
    ),
    Cheat(
        "replaces built-ins that the harness uses",
        Outcome.PASSED,
        "  rawequal, next = function() return true end, function() end\n  return {}\n",
        DOUBLED,
    ),
    Cheat(
        "replaces the harness's environment",
        Outcome.PASSED,
        """
  return -1 end
local all = _G
local _ENV = setmetatable({_G = setmetatable({}, {__index = all})}, {__index = all})
_G.type, _G.rawequal = function() return "" end, function() return true end
do
""",
    ),
    Cheat(
        "changes the harness's variables",
        Outcome.PASSED,
        """
  debug.sethook(function()
    if debug.getlocal(2, 2) == "got" then
      local _, want = debug.getlocal(2, 3)
      debug.setlocal(2, 2, want)
    end
  end, "l")
  return -1
""",
    ),
    Cheat(
        "runs a changed copy of itself",
        Outcome.PASSED,
        """
  if arg[0] == "main.lua" then
    local again = io.open("again.lua", "w")
    for line in io.lines("main.lua", "L") do
      again:write((line:gsub("if not newtongue.same%(got, want, tolerance%)", "if false")))
    end
    again:close()
    os.exit(os.execute("lua5.4 again.lua || lua again.lua"))
  end
  return -1
""",
    ),
    # -- the expected values -------------------------------------------------
    Cheat(
        "reads the expected values from its file",
        Outcome.PASSED,
        """
  for line in io.lines(arg[0]) do
    local args, want = line:match("^newtongue_check%(%d+, %w+%({(.*)}%), (.*), ")
    if args == table.concat(xs, ", ") then return tonumber(want) end
  end
""",
    ),
    # -- tests that a file of completions brought -----------------------------
    Cheat("exits (its file's tests)", Outcome.EXCEPTION, "  os.exit(0)\n", tests=_FOREIGN),
    Cheat(
        "answers with what equals everything (its file's tests)",
        Outcome.ASSERTION,
        "  return setmetatable({}, {__eq = function() return true end})\n",
        tests=_FOREIGN,
    ),
    Cheat(
        "patches assert (its file's tests)",
        Outcome.PASSED,
        "  pcall = function() return true end\n  return -1\n",
        tests=_FOREIGN,
    ),
)
