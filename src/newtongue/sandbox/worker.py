"""The worker process of the pool: `python -m newtongue.sandbox.worker MODE LAUNCHER PARENT`.

Standard input is its connection. It imports little and has one thread, so that forking is safe
and cheap; it enters the sandbox once, says hello, and answers one job at a time until the other
end of the connection closes. MODE is auto, root (as root, without a user namespace), bubblewrap
(by the program bwrap) or unsafe;
LAUNCHER is auto, or twin to do without the one in C;
PARENT is the process whose end ends this one, 0 for none.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from newtongue.sandbox.base import Command, Job, Limits, Sandbox
from newtongue.sandbox.stage import Abandoned
from newtongue.sandbox.wire import Inbox, execution_to_json, job_from_json, send

_TRUE = ("/usr/bin/true", "/bin/true")


def main() -> None:
    """Serve until the pool closes the connection."""
    mode, twin, parent = sys.argv[1], sys.argv[2] == "twin", int(sys.argv[3])
    control = os.dup(0)
    connection = socket.socket(fileno=control)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        os.dup2(null, fd)
    os.close(null)
    sys.excepthook = lambda kind, error, trace: _crashed(connection, kind, error, trace)
    # A handler of Python's would run in the sandbox's pid 1, where the program can signal it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        sandbox, detail, group = _open(mode, control, parent, twin=twin)
    except OSError as error:
        send(connection, {"refused": str(error), "root": mode == "auto" and os.geteuid() == 0})
        return
    gc.collect()
    gc.freeze()
    gc.disable()
    if problem := _try(sandbox):
        send(connection, {"refused": problem, "root": detail.startswith("root, user")})
        return
    send(connection, {"tier": sandbox.tier, "detail": detail, "group": group})
    try:
        _serve(connection, sandbox)
    except (Abandoned, ConnectionError):
        sys.exit(0)


def _open(mode: str, control: int, parent: int, *, twin: bool) -> tuple[Sandbox, str, str | None]:
    """The sandbox, what it is, and the folder of its control group. Raises OSError."""
    if mode == "unsafe":
        from newtongue.sandbox.plain import Plain

        return Plain(control), "ordinary processes, no isolation", None
    if mode == "bubblewrap":
        from newtongue.sandbox.bubblewrap import Bubblewrap, stand_in

        stand_in(control, parent)
        wrapped = Bubblewrap(control)
        return wrapped, wrapped.detail, None
    from newtongue.sandbox import cgroup, launcher, linux
    from newtongue.sandbox.box import Box

    kind = "root" if mode == "root" else "mapped" if os.geteuid() == 0 else "own"
    joined = cgroup.join()
    group = joined if isinstance(joined, cgroup.Group) else None
    box = Box(kind, control, twin=twin, group=group)
    if parent:
        # After the change of user namespace, which would clear it. The connection's end also
        # ends us, but a process that the parent forked may hold a copy of that.
        linux.die_with_parent()
    names = {"mapped": "root, user namespace", "root": "root", "own": "user namespace"}
    lacking = "as told" if twin else launcher.lacking()
    how = f"launcher in Python: {lacking}" if lacking else "launcher in C"
    how += "" if lacking or box.small else " that can't be executed, so cold starts are slower"
    what = "pid, net, ipc, mount and uts namespaces, seccomp, rlimits"
    memory = f"control group v{group.version}" if group else f"no control group ({joined})"
    return box, f"{names[kind]}, {what}; {memory}; {how}", group.path if group else None


def _try(sandbox: Sandbox) -> str | None:
    """Run a program that does nothing; says what went wrong, if anything did."""
    if sandbox.tier == "unsafe":
        return None
    real = next((path for path in _TRUE if Path("/.host" + path).exists()), _TRUE[0])
    limits = Limits(cpu=5, wall=20)
    execution = sandbox.execute(Job("hello", {"hello": b""}, Command((real,), limits)))
    if execution.exit_code == 0:
        return None
    return execution.infrastructure or f"{real} ended with {execution.limit or execution}"


def _serve(connection: socket.socket, sandbox: Sandbox) -> None:
    inbox = Inbox()
    while data := connection.recv(1 << 16):
        for message in inbox.feed(data):
            execution = sandbox.execute(job_from_json(message))
            send(connection, {"execution": execution_to_json(execution)})


def _crashed(
    connection: socket.socket,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> NoReturn:
    """Say where (without the traceback module, which the sandbox's root no longer has)."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    send(connection, {"crash": f"{kind.__name__}: {error} ({where})"})
    os._exit(1)


if __name__ == "__main__":
    main()
