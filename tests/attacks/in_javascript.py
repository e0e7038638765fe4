"""Attacks on the sandbox in JavaScript (Node), which reserves more address space than it uses."""

from __future__ import annotations

from dataclasses import replace

from newtongue.sandbox.base import Command, Job
from tests.attacks.base import Attack
from tests.sandbox.programs import NODE, SMALL

NEEDS = {NODE: "apt install nodejs"}
NODES = replace(SMALL, cpu=1.5, wall=20, memory=256 << 20, processes=32, address_space=False)
BUSY = replace(NODES, cpu=0.5)


def job(text: str, attack: Attack) -> Job:
    """The program that runs an attack's text."""
    return Job("test", {"main.js": text.encode()}, Command((NODE, "main.js"), attack.limits))


ATTACKS = (
    # -- bombs ---------------------------------------------------------------
    Attack(
        "fork bomb",
        """
const {spawn} = require("child_process");
const more = () => {
  for (;;) spawn(process.execPath, [__filename], {stdio: "ignore"}).on("error", () => {});
};
more();
""",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "thread bomb",
        """
const {Worker} = require("worker_threads");
let n = 0;
process.on("uncaughtException", (error) => {
  console.log(n < 16, error.code);
  process.reallyExit(0);
});
const more = () =>
  new Worker("setInterval(() => {}, 9999)", {eval: true}).on("online", () => n++ < 99 && more());
more();
""",
        out="true ERR_WORKER_INIT_FAILED\n",
        limits=replace(NODES, processes=16),
    ),
    Attack(
        "memory bomb",
        "const all = [];\nfor (;;) all.push(new Uint8Array(16 << 20).fill(1));\n",
        "memory or exit 1",
        limits=NODES,
    ),
    Attack(
        "memory bomb of shared buffers",
        """
const all = [];
for (;;) all.push(new Uint8Array(new SharedArrayBuffer(16 << 20)).fill(1));
""",
        "memory or exit 1",
        limits=NODES,
    ),
    Attack(
        "memory bomb of code",
        """
const all = [];
for (;;) all.push(new Uint8Array(new WebAssembly.Memory({initial: 256}).buffer).fill(1));
""",
        "memory or exit 1",
        limits=NODES,
    ),
    Attack(
        "disk bomb",
        """
const fs = require("fs");
try {
  for (let i = 0; ; i++) fs.writeFileSync("/tmp/" + i, Buffer.alloc(1 << 20));
} catch (error) { console.log(error.code); }
""",
        out="ENOSPC\n",
        limits=NODES,
    ),
    Attack(
        "inode bomb",
        """
const fs = require("fs");
try {
  for (let i = 0; ; i++) fs.symlinkSync("x", "/tmp/" + i);
} catch (error) { console.log(error.code); }
""",
        out="ENOSPC\n",
        limits=NODES,
    ),
    Attack(
        "output bomb",
        'for (;;) require("fs").writeSync(1, "x".repeat(9999));\n',
        "output",
        limits=NODES,
    ),
    # -- signals and processes -----------------------------------------------
    Attack(
        "ignores signals",
        """
for (const name of Object.keys(require("os").constants.signals))
  try { process.on(name, () => {}); } catch {}
for (;;) ;
""",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "stops its group",
        'process.kill(0, "SIGSTOP");\n',
        "timeout",
        limits=replace(NODES, wall=0.6),
    ),
    Attack(
        "daemon that ignores signals",
        """
require("child_process").spawn(
  "/bin/sh", ["-c", "trap '' 1 2 3 15; while :; do sleep 1; done", "@MARK@"],
  {detached: true, stdio: "ignore"},
).unref();
""",
        bare="process",
        limits=NODES,
    ),
    Attack(
        "signals processes of the machine",
        """
for (const pid of [@PID@, -@PID@, 1])
  for (const name of ["SIGSTOP", "SIGKILL"])
    try { process.kill(pid, name); } catch {}
for (const pid of [@PID@, 1])
  try { require("os").setPriority(pid, 19); } catch {}
console.log("alive");
""",
        out="alive\n",
        limits=NODES,
    ),
    # -- what is not its own -------------------------------------------------
    Attack(
        "reads files of the machine",
        """
const fs = require("fs");
for (const way of ["", "/.host", "/proc/1/root", "/proc/self/root/.."])
  try { console.log(fs.readFileSync(way + "@SECRET@", "utf8")); } catch {}
try { console.log(fs.readFileSync("/etc/shadow", "utf8")); } catch (error) {
  console.log(error.code);
}
""",
        out="ENOENT\n",
        limits=NODES,
    ),
    Attack(
        "reads secrets from environments",
        """
const fs = require("fs");
for (const pid of fs.readdirSync("/proc").filter((name) => name > 0))
  try {
    console.log(fs.readFileSync(`/proc/${pid}/environ`, "utf8").includes("NEWTONGUE_SECRET"));
  } catch {}
""",
        out="false\n",
        limits=NODES,
    ),
    Attack(
        "writes outside its folder",
        """
const fs = require("fs");
for (const folder of ["@FOLDER@", "/tmp/../..", "/usr", "/dev/shm"])
  try { fs.writeFileSync(folder + "/@MARK@", ""); console.log(folder); } catch {}
""",
        out="",
        limits=NODES,
    ),
    Attack(
        "puts links where the next program's files go",
        """
const fs = require("fs");
fs.unlinkSync("main.js");
fs.symlinkSync("/etc/passwd", "main.py");
fs.rmdirSync("/scratch/.tmp");
fs.symlinkSync("@FOLDER@", "/scratch/.tmp");
try { fs.writeFileSync("/tmp/@MARK@", ""); console.log("wrote"); } catch {}
""",
        out="",
        limits=NODES,
    ),
    # -- the network and the kernel ------------------------------------------
    Attack(
        "connects",
        """
const says = (what) => (error) => console.log(what, error.code);
require("net").connect(@PORT@, "127.0.0.1").on("error", says("tcp"));
require("net").connect("\\0@MARK@").on("error", says("unix"));
require("http").get("http://127.0.0.1:@PORT@/").on("error", says("http"));
require("dgram").createSocket("udp4").on("error", says("udp")).send("x", @UDP@, "127.0.0.1");
require("net").createServer().on("error", says("server")).listen(0);
setTimeout(process.exit, 9000).unref();
""",
        limits=NODES,
    ),
    Attack(
        "becomes another user",
        """
for (const [name, id] of [["setuid", 0], ["setgid", 0], ["seteuid", 0], ["setgroups", [0]]])
  try { process[name](id); console.log(name); } catch {}
try { require("fs").chownSync("main.js", 0, 0); console.log("chown"); } catch {}
""",
        out="",
        limits=NODES,
    ),
    Attack(
        "another program's forbidden calls",
        """
const {spawnSync} = require("child_process");
const said = ["unshare -r id", "mount -t tmpfs x /tmp", "chroot / id", "nsenter -t 1 -a id"].map(
  (line) => spawnSync("/bin/sh", ["-c", line], {encoding: "utf8"}).stdout);
console.log(said.join("").length);
""",
        out="0\n",
        limits=NODES,
    ),
)
