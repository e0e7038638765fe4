"""What is said where programs can't be isolated, and that nothing runs there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from newtongue.core.errors import SandboxRefused
from newtongue.sandbox import tier
from newtongue.sandbox.pool import Pool, probe
from tests.sandbox.programs import healthy, opened, python

# A kernel that refuses namespaces, as Docker's default filter does: unshare fails with EPERM.
# FLAGS: the namespaces that it refuses.
REFUSING = """
import platform, struct
from newtongue.sandbox import linux, worker, box
number = {"x86_64": 272, "aarch64": 97}[platform.machine()]
steps = [(0x20, 0, 0, 0), (0x15, 0, 3, number), (0x20, 0, 0, 16), (0x45, 0, 1, FLAGS),
         (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]
linux.seccomp(b"".join(struct.pack("=HBBI", *step) for step in steps))
worker.main()
"""


def refusing(flags: int) -> tuple[str, ...]:
    text = REFUSING.replace("FLAGS", str(flags))
    if os.geteuid():
        text = text.replace("worker, box\n", "worker, box\nlinux.no_new_privileges()\n")
    return (sys.executable, "-S", "-P", "-c", text)


COMMAND = refusing(0x7E020000)


def test_a_machine_that_refuses_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tier, "bubblewrap", lambda: None)  # it makes namespaces by another call
    pool = Pool(1, command=COMMAND)
    with pytest.raises(SandboxRefused) as refused:
        pool.__enter__()
    assert "none was run" in refused.value.message
    assert "unshare" in refused.value.message
    assert "Operation not permitted" in refused.value.message
    assert refused.value.hint
    assert refused.value.hint.endswith("; or --unsafe")
    assert pool.pids == []


def test_unsafe_still_works_there() -> None:
    with Pool(1, unsafe=True, command=COMMAND) as pool:
        assert pool.state.name == "unsafe"


@pytest.mark.sandbox
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can do without a user namespace")
def test_root_without_user_namespaces() -> None:
    with opened("full"), Pool(1, command=refusing(0x10000000)) as pool:
        assert pool.tier == "full"
        assert "root, user namespace" not in pool.state.detail
        (worker,) = pool.pids
        text = "import os\nprint(os.getuid(), os.getresgid())\nos.setuid(0)"
        execution = pool.execute(python(text))
        uid = (1 << 31) - (1 << 22) + worker
        assert execution.stdout == f"{uid} ({uid}, {uid}, {uid})\n"
        assert "PermissionError" in execution.stderr
        healthy(pool, worker)


@pytest.mark.sandbox
def test_probe_names_what_is_here() -> None:
    with opened("full" if probe().name == "full" else "userns") as pool:
        assert pool.state.name in ("full", "userns")
        assert "seccomp" in pool.state.detail


@pytest.mark.parametrize(
    ("settings", "detail", "word"),
    [
        ({"apparmor_restrict_unprivileged_userns": "1"}, "uid_map", "apparmor"),
        ({"unprivileged_userns_clone": "0"}, "unshare(user)", "unprivileged_userns_clone=1"),
        ({"max_user_namespaces": "0"}, "unshare(user)", "max_user_namespaces"),
        ({}, "mount_setattr: Function not implemented", "5.12"),
    ],
)
def test_hints(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], detail: str, word: str
) -> None:
    monkeypatch.setattr(tier, "_setting", lambda path: settings.get(Path(path).name))
    monkeypatch.setattr(tier.os, "geteuid", lambda: 1000)
    found = tier.refused(detail)
    assert found.name == "refused"
    assert word in str(found.hint)
    assert "\n" not in str(found.hint)


def test_bubblewrap_is_named_where_it_may_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tier.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(tier, "_setting", lambda path: "1" if "apparmor" in path else None)
    monkeypatch.setattr(tier, "_BWRAP", ())
    hint = str(tier.refused("uid_map").hint)
    assert hint.startswith("installing bubblewrap may help")
    assert "\n" not in hint
    monkeypatch.setattr(tier, "_BWRAP", (sys.executable,))
    assert "bubblewrap" not in str(tier.refused("uid_map").hint)
    monkeypatch.setattr(tier, "_setting", lambda _: None)
    assert "bubblewrap" not in str(tier.refused("mount").hint)


def test_other_systems_and_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tier.unsupported() is None
    monkeypatch.setattr(tier.platform, "machine", lambda: "riscv64")
    assert "riscv64" in str(tier.unsupported())
    monkeypatch.setattr(tier.sys, "platform", "darwin")
    assert "WSL2" in str(tier.unsupported())
    assert probe().name == "refused"
    with pytest.raises(SandboxRefused):
        Pool(1).__enter__()
