"""Attacks on the sandbox in Lua, which has files and a shell, but no processes of its own."""

from __future__ import annotations

from dataclasses import replace

from newtongue.sandbox.base import Command, Job
from tests.attacks.base import ASLEEP, BUSY, Attack
from tests.sandbox.programs import LUA, SMALL

NEEDS = {LUA: "apt install lua5.4"}


def job(text: str, attack: Attack) -> Job:
    """The program that runs an attack's text."""
    return Job("test", {"main.lua": text.encode()}, Command((LUA, "main.lua"), attack.limits))


ATTACKS = (
    # -- bombs ---------------------------------------------------------------
    Attack(
        "fork bomb",
        'while true do os.execute("lua5.4 main.lua & lua5.4 main.lua &") end',
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "process bomb",
        """
local all = {}
for n = 1, 99 do
  local one = io.popen("exec sleep 9")
  if not one then print(n - 1) os.exit(0) end
  all[n] = one
end
""",
        out="15\n",
    ),
    Attack(
        "memory bomb",
        "local x = ('x'):rep(1 << 20) while true do x = x .. x end",
        "exit 1",
        err="not enough memory",
        limits=replace(SMALL, cpu=9),
    ),
    Attack(
        "memory bomb of tables",
        "local x = {} while true do x = {x, {}, {}} end",
        "exit 1",
        err="not enough memory",
        limits=replace(SMALL, cpu=9, memory=64 << 20),
    ),
    Attack(
        "stack bomb",
        "local function f() return f() + 1 end f()",
        "exit 1",
        err="stack overflow",
        limits=replace(SMALL, cpu=9),
    ),
    Attack(
        "disk bomb",
        """
for n = 1, 99 do
  local file = assert(io.open("/tmp/" .. n, "w"))
  assert(file:write(("x"):rep(1 << 20)))
  assert(file:close())
end
""",
        "exit 1",
        err="No space left",
    ),
    Attack("output bomb", "while true do io.write(('x'):rep(999), '\\n') end", "output"),
    Attack("endless match", "(('a'):rep(40)):find(('a-'):rep(30) .. 'b')", "timeout", limits=BUSY),
    Attack("sleep", 'os.execute("sleep 9")', "timeout", limits=ASLEEP),
    # -- signals and processes -----------------------------------------------
    Attack(
        "daemon that ignores signals",
        """
local daemon = "trap '' 1 2 15; touch ready; while :; do sleep 1; done"
os.execute('setsid sh -c "' .. daemon .. '" @MARK@ > /dev/null 2>&1 &')
while not io.open("ready") do end
""",
        bare="process",
    ),
    Attack(
        "signals processes of the machine",
        'os.execute("kill -STOP @PID@ -@PID@ 1 2> /dev/null") print("alive")',
        out="alive\n",
    ),
    Attack(
        "stops its group",
        'os.execute("kill -STOP $PPID 0")',
        "timeout",
        limits=ASLEEP,
    ),
    # -- what is not its own -------------------------------------------------
    Attack(
        "reads files of the machine",
        """
for _, way in ipairs {"", "/.host", "/proc/1/root", "/proc/self/cwd/../..", "/proc/self/root"} do
  local file = io.open(way .. "@SECRET@")
  if file then print(file:read("a")) end
end
print(io.open("/etc/shadow"))
print(os.getenv("NEWTONGUE_SECRET"))
""",
        out="nil\t/etc/shadow: No such file or directory\t2\nnil\n",
        bare="secret",
    ),
    Attack(
        "runs what is not its own",
        """
print((loadfile("@SECRET@")))
print((package.loadlib("@FOLDER@/x.so", "x")))
print(os.execute("sh @SECRET@ 2> /dev/null"))
""",
        out="nil\nnil\nnil\texit\t2\n",
    ),
    Attack(
        "writes outside its folder",
        """
for _, folder in ipairs {"@FOLDER@", "", "/usr", "/dev/shm", "/proc/sys/kernel"} do
  if io.open(folder .. "/@MARK@", "w") then print(folder) end
  if os.rename("main.lua", folder .. "/@MARK@") then print(folder) end
end
print(os.rename("/usr/bin/id", "/usr/bin/id"))
""",
        out="nil\tRead-only file system\t30\n",
    ),
    Attack(
        "connects",
        """
print(pcall(require, "socket") and "there")
os.execute("bash -c 'echo x > /dev/tcp/127.0.0.1/@PORT@' 2> /dev/null")
""",
        out="false\n",
        bare="tcp",
    ),
)
