"""Attacks on the sandbox, as root and as an ordinary user. Each test says what the program gets,
what did not happen, and (in `attack`) that the same worker then runs the next job as if nothing
had been.
"""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newtongue.sandbox.base import Command, Job
from newtongue.sandbox.pool import Pool
from tests.conftest import need
from tests.sandbox.programs import (
    ANSWER,
    JAVA,
    KINDS,
    LUA,
    SMALL,
    attack,
    opened,
    python,
    running,
    shell,
)

pytestmark = pytest.mark.sandbox
LEAST_CPU, MOST_CPU = 0.3, 1.5  # around SMALL's limit of half a second


@pytest.fixture(scope="module", params=KINDS)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    """One pool of one worker for all tests of a tier."""
    secret = {"NEWTONGUE_SECRET": "s3cr3t"}
    os.environ.update(secret)
    with opened(request.param) as pool:
        yield pool


# -- limits ------------------------------------------------------------------
def test_a_busy_loop_ends_at_the_cpu_limit(pool: Pool) -> None:
    execution = attack(pool, python("while True: pass"))
    assert (execution.limit, execution.exit_code) == ("timeout", None)
    assert LEAST_CPU < execution.cpu < MOST_CPU


def test_a_busy_loop_that_ignores_signals(pool: Pool) -> None:
    text = """
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass
"""
    assert attack(pool, python(text)).limit == "timeout"


def test_cpu_time_of_children_counts(pool: Pool) -> None:
    text = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
    execution = attack(pool, python(text))
    assert execution.limit == "timeout"
    assert execution.cpu < 2 * MOST_CPU  # not eight times the limit


def test_sleep_ends_at_the_wall_limit(pool: Pool) -> None:
    began = time.monotonic()
    execution = attack(pool, python("import time; time.sleep(100)", wall=0.3))
    assert execution.limit == "timeout"
    assert execution.cpu < LEAST_CPU
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("fd", [1, 2, 4])
def test_an_output_flood_is_cut_off(pool: Pool, fd: int) -> None:
    execution = attack(pool, python(f"import os\nwhile True: os.write({fd}, b'x' * 9999)"))
    assert execution.limit == "output"
    assert len(execution.stdout) + len(execution.stderr) < 3 * SMALL.output


def test_a_short_flood_is_not_lost_at_the_end(pool: Pool) -> None:
    execution = attack(pool, python("print('x' * 99999)", cpu=5))
    assert execution.limit == "output"


def test_both_streams_are_drained_at_once(pool: Pool) -> None:
    text = "import os\nfor _ in range(300): os.write(1, b'o' * 1000); os.write(2, b'e' * 1000)"
    execution = attack(pool, python(text, output=1 << 20, cpu=5))
    assert execution.exit_code == 0
    assert "left out" in execution.stdout
    assert "left out" in execution.stderr


def test_a_memory_bomb_is_stopped(pool: Pool) -> None:
    execution = attack(pool, python("x = []\nwhile True: x.append(bytearray(8 << 20))", cpu=5))
    assert "MemoryError" in execution.stderr
    assert execution.exit_code == 1
    assert 100 << 20 < execution.peak_memory <= SMALL.memory


def test_a_memory_bomb_of_many_processes_is_stopped(pool: Pool) -> None:
    text = """
import os, time
for _ in range(4):
    if os.fork() == 0: break
x = b"x" * (100 << 20)
time.sleep(9)
"""
    execution = attack(pool, python(text, cpu=5))
    assert execution.limit == "memory"
    assert execution.peak_memory > SMALL.memory


def test_shared_pages_count_once(pool: Pool) -> None:
    text = """
import os, time
x = b"x" * (100 << 20)
for _ in range(3):
    if os.fork() == 0: break
time.sleep(0.4)
"""
    execution = attack(pool, python(text, cpu=5))
    assert (execution.exit_code, execution.limit) == (0, None)


def test_memory_without_an_address_space_limit(pool: Pool) -> None:
    text = "import mmap\nm = mmap.mmap(-1, 4 << 30, flags=mmap.MAP_SHARED | 0x4000)\n"
    assert attack(pool, python(text)).exit_code == 1
    assert attack(pool, python(text, address_space=False)).exit_code == 0
    text += "for i in range(0, 4 << 30, 4096): m[i] = 1"
    execution = attack(pool, python(text, address_space=False, cpu=9, wall=20))
    assert execution.limit == "memory"


def test_a_fork_bomb_leaves_nothing(pool: Pool) -> None:
    text = "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass"
    execution = attack(pool, python(text))
    assert execution.limit == "timeout"


def test_the_number_of_processes_is_bounded(pool: Pool) -> None:
    text = """
import os, time
n = 0
try:
    while n < 99:
        if os.fork() == 0: time.sleep(9)
        n += 1
except OSError: print(n)
"""
    execution = attack(pool, python(text))
    assert execution.stdout.split()[-1] == str(SMALL.processes - 1)


def test_the_disk_fills_and_is_fresh_again(pool: Pool) -> None:
    one = attack(pool, python("f = open('x', 'wb')\nwhile True: f.write(b'x' * (1 << 20))"))
    assert "File too large" in one.stderr or "No space left" in one.stderr
    text = "i = 0\nwhile True: open(f'/tmp/{i}', 'wb').write(b'x' * (1 << 20)); i += 1"
    assert "No space left" in attack(pool, python(text)).stderr


def test_inodes_run_out(pool: Pool) -> None:
    text = "i = 0\nwhile True: open(str(i), 'wb').close(); i += 1"
    execution = attack(pool, python(text, cpu=9))
    assert "No space left" in execution.stderr


def test_open_files_are_bounded_and_no_core_is_left(pool: Pool) -> None:
    text = "x = []\nwhile True: x.append(open('/dev/null'))"
    assert "Too many open files" in attack(pool, python(text)).stderr
    assert attack(pool, python("import os; os.abort()")).signal == signal.SIGABRT


# -- isolation ---------------------------------------------------------------
def test_the_network_is_refused(pool: Pool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        text = f"import socket; socket.create_connection(('127.0.0.1', {port}))"
        assert "Permission denied" in attack(pool, python(text)).stderr
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    text = "import os; print(open('/proc/net/dev').read())"
    assert attack(pool, python(text)).stdout.count(":") <= 1  # nothing but a lo that is down


def test_a_unix_socket_of_the_machine_is_out_of_reach(pool: Pool) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0newtongue-test")
        server.listen()
        text = "import socket; socket.socket(socket.AF_UNIX).connect('\\0newtongue-test')"
        assert "Permission denied" in attack(pool, python(text)).stderr
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_secrets_are_not_there(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cr3t")
    paths = ["/etc/shadow", "/etc/ssh", "/root", "/home", "/var", "/work", "/sys", str(tmp_path)]
    text = f"import os\nprint([p for p in {paths} if os.path.exists(p)], os.listdir('/.host'))"
    assert attack(pool, python(text)).stdout == "[] []\n"
    text = "import os; os.symlink('/etc/shadow', 'x'); open('x').read()"
    assert "FileNotFoundError" in attack(pool, python(text)).stderr


def test_the_environment_is_clean(pool: Pool) -> None:
    assert os.environ["NEWTONGUE_SECRET"] == "s3cr3t"
    job = replace(python("import os; print(dict(os.environ))"), environment={"MINE": "1"})
    variables = eval(attack(pool, job).stdout, {"__builtins__": {}})
    assert variables["MINE"] == "1"
    assert variables["HOME"] == "/scratch"
    assert {"PATH", "LANG", "TZ", "PYTHONHASHSEED", "OMP_NUM_THREADS"} <= set(variables)
    assert "s3cr3t" not in str(variables)
    assert "PYTHONPATH" not in variables


def test_no_descriptor_is_inherited_and_stdin_is_empty(pool: Pool) -> None:
    text = "import os, sys; print(os.listdir('/proc/self/fd'), repr(sys.stdin.read()))"
    listed = "['0', '1', '2', '3', '4', '5'] ''\n"  # 5 is the listing's own
    assert attack(pool, python(text)).stdout == listed


def test_only_init_and_the_program_are_in_sight(pool: Pool) -> None:
    text = """
import os
print(os.getpid(), [p for p in os.listdir("/proc") if p.isdigit()], os.getuid(), os.getgroups())
for name in ("environ", "mem", "fd", "maps", "cwd"):
    try: os.listdir("/proc/1/fd") if name == "fd" else open("/proc/1/" + name).read(1)
    except OSError as error: print(name, error.errno)
"""
    lines = attack(pool, python(text)).stdout.splitlines()
    assert lines[0].startswith("2 ['1', '2'] 65534 [")
    assert [line.split()[1] for line in lines[1:]] == ["13"] * 5


def test_where_memory_ends_the_program_goes_first_and_the_worker_last(pool: Pool) -> None:
    text = "print([int(open(f'/proc/{p}/oom_score_adj').read()) for p in ('self', 1)])"
    init = 1000 if pool.tier == "bubblewrap" else 500  # bwrap's own, of which a worker is no kin
    assert attack(pool, python(text)).stdout == f"[1000, {init}]\n"


def test_kill_everything_reaches_nobody(pool: Pool) -> None:
    text = """
import os
for pid in (-1, 1, os.getppid()):
    for number in (2, 15, 9, 19):
        try: os.kill(pid, number)
        except OSError: pass
print("alive")
"""
    execution = attack(pool, python(text))
    assert (execution.stdout, execution.exit_code) == ("alive\n", 0)


def test_limits_of_init_are_out_of_reach(pool: Pool) -> None:
    text = "import resource; resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))"
    assert "PermissionError" in attack(pool, python(text)).stderr
    text = "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))"
    assert attack(pool, python(text)).exit_code == 1


@pytest.mark.parametrize(
    "call",
    [
        "ptrace(16, 1, 0, 0)",
        "mount(b'x', b'/tmp', b'tmpfs', 0, 0)",
        "umount2(b'/proc', 2)",
        "unshare(0x10000000)",
        "setns(0, 0)",
        "chroot(b'/usr')",
        "syscall(250, 0, -3, 1)" if os.uname().machine == "x86_64" else "syscall(219, 0, -3, 1)",
    ],
)
def test_forbidden_calls_end_the_program(pool: Pool, call: str) -> None:
    text = f"import ctypes; ctypes.CDLL(None).{call}; print('alive')"
    execution = attack(pool, python(text))
    assert execution.signal == signal.SIGSYS
    assert "seccomp" in str(execution.violation)
    assert execution.stdout == ""


def test_refused_calls_fail(pool: Pool) -> None:
    text = """
import ctypes, os
c = ctypes.CDLL(None, use_errno=True)
for name, *arguments in (("memfd_create", b"x", 0), ("shmget", 1, 4096, 0o1600)):
    print(getattr(c, name)(*arguments), ctypes.get_errno())
clone = 56 if os.uname().machine == "x86_64" else 220
print(c.syscall(clone, 0x10000000 | 17, 0, 0, 0, 0), ctypes.get_errno())
"""
    assert attack(pool, python(text)).stdout == "-1 38\n-1 38\n-1 1\n"


def test_the_i386_table_is_no_way_around(pool: Pool) -> None:
    need("an x86_64 machine", os.uname().machine == "x86_64", "the other ABI is x86's")
    text = """
import ctypes, mmap
m = mmap.mmap(-1, 4096, prot=7)
m.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())
"""
    execution = attack(pool, python(text))
    assert execution.signal == signal.SIGSYS


def test_a_daemon_dies_with_the_program(pool: Pool) -> None:
    text = """
import os, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
open("started", "w").close()
time.sleep(987.25)
"""
    began = time.monotonic()
    assert attack(pool, python(text, wall=20)).exit_code == 0
    assert time.monotonic() - began < 10  # nobody waited for it
    # `attack` saw that the worker has no children; an orphan would belong to pid 1 by now.
    text = "import os, time\nif os.fork() == 0: os.execv('/bin/sleep', ['sleep', '987.25'])"
    assert attack(pool, python(text + "\ntime.sleep(0.1)")).exit_code == 0
    assert not running(b"987.25")


def test_the_system_is_read_only(pool: Pool) -> None:
    text = """
import os
for path in ("/usr/x", "/etc/x", "/x", "/dev/x", "/etc/passwd", "/bin/sh", "/proc/sys/kernel/x"):
    try: open(path, "a"); print("wrote", path)
    except OSError: pass
print(open("/dev/null", "w").write("x"), len(os.urandom(3)))
"""
    assert attack(pool, python(text)).stdout == "1 3\n"
    assert not Path("/usr/x").exists()


def test_setuid_programs_give_nothing(pool: Pool) -> None:
    execution = attack(pool, shell("su -c id; id -u; grep -E 'Cap(Prm|Eff|Bnd)' /proc/self/status"))
    assert "65534\n" in execution.stdout
    assert execution.stdout.count("0000000000000000") == 3


# -- what a program is given -------------------------------------------------
def test_readable_folders_below_a_closed_one(pool: Pool, tmp_path: Path) -> None:
    tool = tmp_path / "home" / "tool"
    tool.mkdir(parents=True)
    (tool / "data").write_text("seen\n")
    (tmp_path / "home" / "secret").write_text("s3cr3t")
    (tmp_path / "link").symlink_to(tool)
    for folder in (tool, tmp_path):
        folder.chmod(0o755)
    if pool.tier == "full":  # an ordinary user can only show what it can reach itself
        (tmp_path / "home").chmod(0o700)
    else:
        top = Path(tempfile.gettempdir())
        for folder in (tmp_path, *(p for p in tmp_path.parents if top in p.parents)):
            folder.chmod(0o755)
    names = (str(tool), str(tmp_path / "link"), str(tool / "data"), "/usr/bin")
    for readable in ([names[0]], [names[1]], [names[2]], names):
        job = shell(
            f"cat {readable[0]}/data || cat {readable[0]}; ls {tmp_path}/home/secret;"
            f"echo x > {readable[0]}/y; echo x >> {tool}/data",
            readable=tuple(readable),
        )
        execution = attack(pool, job)
        assert execution.stdout == "seen\n", execution
    assert (tool / "data").read_text() == "seen\n"
    assert not (tool / "y").exists()
    left = attack(pool, shell(f"ls {tmp_path} {tool}"))
    assert left.stdout == ""  # the next job does not see them


def test_a_readable_path_that_is_not_there_is_our_failure(pool: Pool) -> None:
    for path in ("/nowhere/at/all", "/proc", "/"):
        execution = pool.execute(shell("true", readable=(path,)))
        assert path in str(execution.infrastructure)


def test_a_missing_interpreter_is_our_failure(pool: Pool) -> None:
    execution = pool.execute(Job("x", {}, Command(("/usr/bin/nonesuch",), SMALL)))
    assert "/usr/bin/nonesuch" in str(execution.infrastructure)
    execution = pool.execute(Job("x", {}, Command(("./nonesuch",), SMALL)))
    assert execution.infrastructure is None
    assert execution.exit_code == 127


def test_files_that_leave_the_scratch_folder_are_refused(pool: Pool) -> None:
    for name in ("../x", "/etc/x", "a/../../x"):
        execution = pool.execute(Job("x", {name: b""}, Command(("/usr/bin/true",), SMALL)))
        assert "leaves the scratch folder" in str(execution.infrastructure)


def test_build_and_run_share_the_scratch_folder(pool: Pool) -> None:
    build = Command(("/bin/sh", "-c", "test ! -e /dev/fd/3; cp src/a b; cp b /tmp; sleep 99 &"))
    job = shell("cat b /tmp/b", build=build, files={"src/a": b"built\n"})
    execution = attack(pool, job)
    assert (execution.stage, execution.stdout) == ("run", "built\nbuilt\n")


@pytest.mark.parametrize("how", ["exit 3", "kill -9 $$", "sleep 99"])
def test_a_failed_build_is_not_run(pool: Pool, how: str) -> None:
    build = Command(("/bin/sh", "-c", f"echo no >&2; {how}"), replace(SMALL, wall=0.5))
    execution = attack(pool, shell("echo ran", build=build))
    assert (execution.stage, execution.stderr, execution.stdout) == ("build", "no\n", "")


def test_the_verdict_channel_is_not_offered_to_the_build(pool: Pool) -> None:
    text = "echo ready 0 > /dev/fd/4; read x < /dev/fd/3; echo nonce $x > /dev/fd/4; exit 0"
    job = shell("true", build=Command(("/bin/sh", "-c", text), SMALL))
    execution = attack(pool, job)
    assert (execution.stage, execution.ready, execution.answered) == ("run", None, False)


# -- the verdict channel -----------------------------------------------------
def test_the_right_count_answers(pool: Pool) -> None:
    execution = attack(pool, python(ANSWER % 2, assertions=2))
    assert (execution.ready, execution.answered, execution.exit_code) == (2, True, 0)


def test_lua_and_java_reopen_the_channel(pool: Pool) -> None:
    need("lua5.4", Path(LUA).exists(), "apt install lua5.4")
    need("java", Path(JAVA).exists(), "apt install default-jdk-headless")
    lua = """
local records, nonce = io.open("/dev/fd/4", "w"), io.open("/dev/fd/3")
records:write("ready 1\\n"); records:flush()
records:write("nonce " .. nonce:read() .. "\\n"); records:close()
"""
    java = """
import java.nio.file.*;
class Main { public static void main(String[] a) throws Exception {
  Files.writeString(Path.of("/dev/fd/4"), "ready 1\\n");
  var line = new java.io.BufferedReader(new java.io.FileReader("/dev/fd/3")).readLine();
  Files.writeString(Path.of("/dev/fd/4"), "nonce " + line + "\\n");
} }
"""
    large = replace(SMALL, cpu=20, wall=40, memory=1 << 30, processes=64, address_space=False)
    flags = ("-Xmx256m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    for argv, name, text in (
        ((LUA, "main.lua"), "main.lua", lua),
        ((JAVA, *flags, "Main.java"), "Main.java", java),
    ):
        execution = pool.execute(
            Job("x", {name: text.encode()}, Command(argv, large), assertions=1)
        )
        assert (execution.exit_code, execution.answered) == (0, True), execution


@pytest.mark.parametrize(
    ("text", "code", "ready"),
    [
        ("", 0, None),  # leaves early
        ("import os; os._exit(0)", 0, None),
        (ANSWER % 3, 0, 3),  # ran too few
        ("open('/dev/fd/4', 'w').write('nonce ' + '0' * 32 + '\\n')", 0, None),
        ("open('/dev/fd/4', 'w').write('ready 4\\nnonce ' + '0' * 32 + '\\n')", 0, 4),
        ("open('/dev/fd/4', 'w').write('ready 3\\nready 4\\n')" + ANSWER % 4, 0, 3),
        ("import os; os.close(3); os.close(4)", 0, None),
        ("import os; os.write(4, b'ready 4\\n' * 2000)", 0, 4),  # never reads
        ("import os; os.write(4, b'x' * 50000 + b'\\0\\xff\\n')", 0, None),
        ("print('ready 4'); print('nonce x')", 0, None),  # the wrong place
    ],
)
def test_all_else_is_no_answer(pool: Pool, text: str, code: int, ready: int | None) -> None:
    execution = attack(pool, python(text, assertions=4))
    assert (execution.exit_code, execution.ready) == (code, ready)
    assert not execution.answered


def test_a_program_that_waits_for_a_nonce_it_did_not_earn(pool: Pool) -> None:
    execution = attack(pool, python("open('/dev/fd/3').readline()", assertions=1, wall=0.3))
    assert execution.limit == "timeout"
    assert not execution.answered


def test_a_failed_assertion_is_recorded(pool: Pool) -> None:
    text = "open('/dev/fd/4', 'w').write('failed 2 [1, 2]\\nfailed 3 x\\n'); raise SystemExit(1)"
    execution = attack(pool, python(text, assertions=4))
    assert (execution.failed, execution.exit_code) == ("2 [1, 2]", 1)


def test_the_standard_streams_as_channel(pool: Pool) -> None:
    text = "print('hi\\nready 1', flush=True); print('nonce', input())"
    execution = attack(pool, replace(python(text, assertions=1), streams=True))
    assert (execution.answered, execution.exit_code) == (True, 0)
    execution = attack(pool, replace(python(text, assertions=2), streams=True))
    assert (execution.ready, execution.answered) == (1, False)
