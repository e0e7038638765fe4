"""Control groups: where one may be made, what it bounds, and that none is left behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from newtongue.sandbox import cgroup, execution
from newtongue.sandbox.pool import Pool
from tests.sandbox.programs import is_small, opened, python

V1_MOUNT = "30 29 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
CPU_MOUNT = "31 29 0:27 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
V2_MOUNT = "32 29 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
INSIDE = "33 29 0:26 /docker/abc /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"


@pytest.mark.parametrize(
    ("mine", "mounts", "parents"),
    [
        ("4:memory:/user\n1:cpu:/\n", CPU_MOUNT + V1_MOUNT, [("memory/user", 1)]),
        ("4:cpu,memory:/\n", V1_MOUNT, [("memory", 1)]),
        ("4:memory:/docker/abc/x\n", INSIDE, [("memory/x", 1)]),
        ("0::/user.slice/run-1.scope\n", V2_MOUNT, [("user.slice/run-1.scope", 2)]),
        ("0::/a.scope/newtongue-rest\n", V2_MOUNT, [("a.scope", 2)]),
        ("0::/\n", V2_MOUNT, [("", 2)]),
        ("1:name=systemd:/\n2:cpu:/\n", CPU_MOUNT, []),
    ],
)
def test_where_a_group_may_be_made(mine: str, mounts: str, parents: list[tuple[str, int]]) -> None:
    root = Path("/sys/fs/cgroup")
    assert list(cgroup._parents(mine, mounts)) == [(root / p, v) for p, v in parents]


def test_version_2_must_count_memory_below(tmp_path: Path) -> None:
    switch = tmp_path / "cgroup.subtree_control"
    switch.write_text("cpu pids")
    cgroup._delegate(tmp_path)
    assert switch.read_text() == "+memory"  # what the kernel would have been told
    switch.write_text("cpu memory")
    cgroup._delegate(tmp_path)
    assert switch.read_text() == "cpu memory"


def test_a_group_s_own_memory_is_what_the_kernel_can_t_take_back(tmp_path: Path) -> None:
    files = {
        "memory.max": "max\n",
        "memory.current": "1000000\n",
        "memory.events": "low 0\nmax 9\noom 3\noom_kill 2\n",
        "memory.stat": "anon 5\nfile 600000\nshmem 100000\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    group = cgroup.Group(tmp_path, 2)
    assert group.tally() == (2, 3)
    group.bound(1 << 20, 0)
    whole = 1000000 - 600000 + 100000 + cgroup.SLACK + (1 << 20)
    assert int((tmp_path / "memory.max").read_text()) == whole
    assert (tmp_path / "memory.swap.max").read_text() == "0"


def test_groups_of_workers_that_are_no_more_go(tmp_path: Path) -> None:
    for name in ("newtongue-4194305", f"newtongue-{os.getpid()}", "newtongue-rest", "else-4194305"):
        (tmp_path / name).mkdir()
    cgroup.sweep(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"newtongue-{os.getpid()}", "newtongue-rest", "else-4194305"}


@pytest.mark.parametrize(
    ("now", "record", "adds"),
    [
        ((1, 4), {"wait": 9}, {}),
        ((2, 5), {"wait": 9}, {"limit": "memory"}),
        ((2, 4), {"wait": 9}, {"error": "the machine had no memory left"}),
        ((2, 5), {"wait": 9, "limit": "timeout"}, {"limit": "memory"}),
        ((2, 4), {"wait": 9, "limit": "timeout"}, {}),
    ],
)
def test_who_had_no_memory(
    now: tuple[int, int], record: dict[str, Any], adds: dict[str, Any]
) -> None:
    assert execution.short_of_memory(now, (1, 4), record) == adds


def test_a_limit_above_is_not_escaped(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "memory.max").write_text("max\n")
    assert cgroup._unbounded(tmp_path, "/a/b")
    (inner.parent / "memory.max").write_text("1000000\n")
    assert not cgroup._unbounded(tmp_path, "/a/b")
    assert not cgroup._unbounded(tmp_path, "/a/none")


def groups(pool: Pool) -> list[Path]:
    """The groups of a pool's workers; none where the machine grants none."""
    return [Path(path) for path in pool.groups]


@pytest.mark.sandbox
def test_a_worker_is_alone_in_its_group_and_takes_it_along() -> None:
    with opened("full" if os.geteuid() == 0 else "userns") as pool:
        assert pool.execute(python("pass")).exit_code == 0
        if not groups(pool):
            assert "no control group (" in pool.state.detail
            return
        (group,) = groups(pool)
        held = (group / "cgroup.procs").read_text().split()
        assert [pid for pid in held if not is_small(pid)] == [str(pid) for pid in pool.pids]
        # a killed worker's group goes, too
        os.kill(pool.pids[0], 9)
        assert pool.execute(python("pass")).exit_code == 0
        (other,) = groups(pool)
        assert other != group
        assert not group.exists()
    assert not other.exists()
