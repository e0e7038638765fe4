"""Attacks on the sandbox in Python, beside those of tests/sandbox/test_box.py."""

from __future__ import annotations

from dataclasses import replace

from newtongue.sandbox.base import Job
from tests.attacks.base import ASLEEP, BUSY, Attack
from tests.sandbox.programs import PYTHON, SMALL, python

NEEDS = {PYTHON: "apt install python3"}


def job(text: str, attack: Attack) -> Job:
    """The program that runs an attack's text."""
    return python(text, limits=attack.limits)


ATTACKS = (
    # -- bombs ---------------------------------------------------------------
    Attack(
        "thread bomb",
        """
import os, threading, time
n = 0
try:
    while n < 99:
        threading.Thread(target=time.sleep, args=(9,)).start()
        n += 1
except RuntimeError:
    print(n, flush=True)
    os._exit(0)
""",
        out="15\n",
        limits=replace(SMALL, memory=4 << 30),
    ),
    Attack(
        "zombie bomb",
        """
import os
n = 0
try:
    while n < 99:
        if os.fork() == 0: os._exit(0)
        n += 1
except BlockingIOError: print(n)
""",
        out="15\n",
    ),
    Attack(
        "exec bomb",
        "import os; os.execv('/usr/bin/python3', ['x', '-I', '-S', 'main.py'])",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "fork chain that outruns kill",
        """
import os
if os.fork() == 0:
    while True:
        if os.fork(): os._exit(0)
        os.setsid()
""",
    ),
    Attack(
        "works on with its streams closed",
        "import os\nos.closerange(0, 99)\nwhile True: pass",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "takes every watch on files",
        """
import ctypes
with open("/proc/sys/fs/inotify/max_user_instances") as file: most = int(file.read())
n = 0
while n < most and ctypes.CDLL(None).inotify_init() >= 0: n += 1
print(n < min(most, 400) / 4)
""",
        out="True\n",
    ),
    # -- signals and processes -----------------------------------------------
    Attack(
        "stops its group",
        "import os, signal; os.killpg(0, signal.SIGSTOP)",
        "timeout",
        limits=ASLEEP,
    ),
    Attack(
        "stops its parent and works on",
        """
import os, signal, time
first = os.getpid()
if os.fork() == 0:
    os.kill(first, signal.SIGSTOP)
    while True: pass
time.sleep(9)
""",
        "timeout",
        limits=BUSY,
    ),
    Attack(
        "daemon that ignores signals",
        """
import os, signal
if os.fork() == 0:
    os.setsid()
    for number in set(range(1, 65)) - {9, 19, 32, 33}: signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.execv("/bin/sh", ["sh", "-c", "while :; do sleep 1; done", "@MARK@"])
    os._exit(0)
os.wait()
""",
        bare="process",
    ),
    Attack(
        "adopts its orphans",
        """
import ctypes, os, time
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
if os.fork() == 0:
    if os.fork() == 0: os.execv("/bin/sh", ["sh", "-c", "sleep 99", "@MARK@"])
    os._exit(0)
os.wait()
""",
    ),
    Attack(
        "signals processes of the machine",
        """
import os, signal
for call in (
    lambda: os.kill(@PID@, signal.SIGSTOP),
    lambda: os.killpg(@PID@, signal.SIGSTOP),
    lambda: os.pidfd_open(@PID@),
    lambda: os.setpriority(os.PRIO_PROCESS, @PID@, 19),
    lambda: os.sched_setaffinity(@PID@, {0}),
):
    try: print(call())
    except OSError as error: print(error.errno)
""",
        out="3\n3\n3\n3\n3\n",
        bare="target",
    ),
    Attack(
        "lets a child try what is forbidden",
        """
import ctypes, os
if os.fork() == 0:
    ctypes.CDLL(None).unshare(0x10000000)
    os._exit(0)
print(os.wait()[1])
""",
        out="31\n",
    ),
    # -- what is not its own -------------------------------------------------
    Attack(
        "reads files of the machine",
        """
from glob import glob
ways = ("", "/..", "/.host", "/scratch/../..", "/proc/self/root", "/proc/self/cwd/../..")
for way in (*ways, *glob("/proc/[0-9]*/root"), *glob("/proc/[0-9]*/cwd"), "/dev/fd/1/../.."):
    try: print(open(way + "@SECRET@").read())
    except OSError: pass
""",
        out="",
        bare="secret",
    ),
    Attack(
        "searches for what is not its own",
        """
import os
for folder, folders, files in os.walk("/"):
    for name in list(folders) if folder == "/" else ():
        if name in ("usr", "proc", "etc", "dev"): folders.remove(name)
        elif not os.path.islink("/" + name): print(name)
    for name in files: print(folder, name)
""",
        out=".host\nscratch\n/scratch main.py\n",
        # what the interpreter was started with: the launcher, which waits, and our script
        warm_out=".host\nscratch\n/.host launcher.so\n/.host boot.py\n/scratch main.py\n",
    ),
    Attack(
        "looks into processes through /proc",
        """
import os
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("environ", "mem", "maps", "root", "cwd", "exe", "fd", "fdinfo", "ns", "stack"):
        path = f"/proc/{pid}/{name}"
        if pid == str(os.getpid()) or not os.path.lexists(path): continue
        for look in (os.listdir, os.readlink, lambda p: open(p, "rb").read(1)):
            try: print(path, look(path))
            except OSError: pass
""",
        out="",
    ),
    Attack(
        "writes to the kernel's files",
        """
for name in (
    "sys/kernel/core_pattern", "sys/kernel/hostname", "sys/vm/overcommit_memory", "sysrq-trigger",
    "sys/user/max_user_namespaces", "1/oom_score_adj", "1/comm", "2/../1/gid_map",
    "1/mem", "1/uid_map", "kcore", "kmsg", "kallsyms", "mtrr",
):
    try: open("/proc/" + name, "r+"); print(name)
    except OSError: pass
for name in ("kcore", "kmsg", "kpagecount", "self/pagemap"):
    try: print(name, any(open("/proc/" + name, "rb").read(4096)))
    except OSError: pass
""",
        out="self/pagemap False\n",
    ),
    Attack(
        "reads secrets from environments",
        """
from glob import glob
for path in glob("/proc/[0-9]*/environ") + ["/proc/self/task/../environ"]:
    try: print("NEWTONGUE_SECRET" in open(path).read())
    except OSError: pass
""",
        out="False\nFalse\n",
    ),
    # -- the network ---------------------------------------------------------
    Attack(
        "connects",
        """
import socket
for family, kind, where in (
    (2, 1, ("127.0.0.1", @PORT@)), (2, 2, ("127.0.0.1", @UDP@)), (10, 1, ("::1", @PORT@)),
    (1, 1, "\\0@MARK@"), (1, 2, "\\0@MARK@-d"), (1, 2, "@PATH@"),
    (2, 3, 0), (16, 3, 0), (17, 3, 0), (38, 5, 0), (40, 1, 0),
):
    try:
        s = socket.socket(family, kind)
        s.connect(where)
        print(s.send(b"x"))
    except (OSError, TypeError, AttributeError) as error: print(error)
""",
        out="[Errno 13] Permission denied\n" * 11,
        bare="tcp udp unix datagram path",
    ),
    Attack(
        "connects a socket of a pair elsewhere",
        """
import socket
one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for where in ("\\0@MARK@-d", "@PATH@"):
    try: print(one.sendto(b"x", where))
    except OSError as error: print(error.errno)
""",
        out="111\n2\n",
        bare="datagram path",
    ),
    Attack(
        "listens",
        """
import socket
try: socket.create_server(("0.0.0.0", 0))
except OSError as error: print(error.errno)
""",
        out="13\n",
    ),
    Attack(
        "looks a name up",
        """
import socket
try: print(socket.getaddrinfo("localhost.example", 80))
except OSError as error: print(type(error).__name__)
""",
        out="gaierror\n",
    ),
    # -- rights --------------------------------------------------------------
    Attack(
        "becomes another user",
        """
import os
for call in (
    lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.seteuid(1),
    lambda: os.chown("main.py", 0, 0), lambda: os.mknod("null", 0o20666, os.makedev(1, 3)),
):
    try: print(call())
    except OSError: pass
""",
        out="",
    ),
    Attack(
        "gives a file the rights of its owner",
        """
import os, shutil
shutil.copy("/usr/bin/id", "id")
os.chmod("id", 0o6755)
os.execv("./id", ["id", "-u"])
""",
        out="65534\n",
    ),
    Attack(
        "takes priority",
        """
import ctypes, os
for call in (
    lambda: os.nice(-20), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -1),
):
    try: print(call())
    except PermissionError as error: print(error.errno)
print(ctypes.CDLL(None).mlockall(3))
""",
        out="1\n1\n13\n-1\n",
    ),
    Attack(
        "types into the terminal",
        """
import fcntl, os
for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx"):
    try: os.open(path, os.O_RDWR); print(path)
    except OSError: pass
for fd in range(5):
    try: fcntl.ioctl(fd, 0x5412, b"x"); print(fd)
    except OSError as error: print(error.errno)
""",
        out="1\n" * 5,
    ),
    Attack(
        "sets the clock", "import time; time.clock_settime(time.CLOCK_REALTIME, 0)", "violation"
    ),
    # -- what it may leave ---------------------------------------------------
    Attack(
        "writes outside its folder",
        """
for folder in ("@FOLDER@", "/tmp", "/var/tmp", "/dev/shm"):
    try: open(folder + "/@MARK@", "w").close()
    except OSError: pass
""",
        bare="file",
    ),
    Attack(
        "leaves files that are hard to remove",
        """
import os
for folder in ("/", "/dev", "/usr", "/etc", "/run", "/.host", "/proc", "/scratch", "/tmp"):
    try: open(folder + "/@MARK@", "w").close(); print(folder)
    except OSError: pass
os.mkdir("deep"); os.chdir("deep")
for _ in range(200): os.mkdir("x"); os.chdir("x")
os.mkfifo("/scratch/fifo"); os.mkdir("/scratch/closed", 0)
os.chmod("/scratch/.tmp", 0); os.chmod("/scratch", 0)
""",
        out="/scratch\n/tmp\n",
    ),
    Attack(
        "leaves shared memory",
        """
import _posixshmem, os
try: print(_posixshmem.shm_open("/@MARK@", os.O_CREAT | os.O_RDWR, 0o600))
except OSError as error: print(error.strerror)
""",
        out="No such file or directory\n",
        bare="file",
    ),
    Attack(
        "puts links where the next program's files go",
        """
import os
os.unlink("main.py"); os.symlink("/etc/passwd", "main.py")
os.rmdir("/scratch/.tmp"); os.symlink("/", ".tmp")
os.symlink("loop", "loop"); os.symlink("/proc/1/root", "root")
for path in ("loop", "root/@SECRET@", ".tmp/@SECRET@", "main.py/.."):
    try: print(open(path).read())
    except OSError as error: print(error.errno)
""",
        out="40\n13\n2\n20\n",
    ),
    Attack(
        "links to what is not its own",
        """
import os
for call in (
    lambda: os.link("/usr/bin/python3", "x"), lambda: os.link("/proc/self/exe", "x"),
    lambda: os.rename("/usr/bin/id", "/usr/bin/id"), lambda: os.rename("/scratch", "/x"),
    lambda: os.link("/dev/null", "x"), lambda: os.replace("main.py", "/etc/x"),
):
    try: print(call())
    except OSError as error: print(error.errno in (1, 16, 18, 30))
""",
        out="True\n" * 6,
    ),
    # -- the sandbox's own channels ------------------------------------------
    Attack(
        "fills the pipe of the nonce",
        """
import os, time
pipe = os.open("/dev/fd/3", os.O_WRONLY | os.O_NONBLOCK)
for size in (4096, 1):
    try:
        while True: os.write(pipe, b"x" * size)
    except BlockingIOError: pass
os.write(4, b"ready 0\\n")
time.sleep(0.2)
""",
    ),
    Attack(
        "reads its own records back",
        """
import os
os.write(4, b"failed 0 x\\nready 0\\n")
pipe = os.open("/dev/fd/4", os.O_RDONLY | os.O_NONBLOCK)
try: os.read(pipe, 99)
except BlockingIOError: pass
print(len(os.listdir("/proc/self/fd")))
""",
        out="7\n",
    ),
)
