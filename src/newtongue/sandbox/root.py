"""The worker's namespaces and the minimal read-only root that programs see.

Entered once per worker: user (unless it can't be had as root), net, uts, ipc, mount. The machine's
own root stays mounted at HOST inside the worker, so that a job's readable folders can be bound;
each job's init detaches it before the program starts.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from newtongue.sandbox import linux

HOST = "/.host"
SCRATCH = "/scratch"
INODES = 16384
"""Files that the scratch folder may hold."""
WATCHERS = 8
"""Inotify instances that a worker's programs may have."""
NOBODY = 65534
_BASE = "/tmp"  # any folder will do: the mount hides it in this namespace only, and moves to "/"
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}
# What run times read there. Never shadow, hosts, ssh, or anything with a secret.
ETC = (
    "alternatives",
    "ld.so.cache",
    "ld.so.conf*",
    "java*",
    "perl",
    "php",
    "R",
    "racket",
    "mono",
    "os-release",
    "debian_version",
)


@dataclass(frozen=True)
class User:
    """Who a program is. `switch`: init is another user and has to become this one."""

    id: int
    switch: bool


def enter(mode: str) -> User:
    """Leave the machine for good: namespaces, then the root. Single-threaded processes only.

    `mode`: `mapped` (root, in a user namespace that maps every user), `root` (root, without one),
    `own` (anyone, in a user namespace with one user). Raises OSError naming what was refused.
    """
    os.umask(0o022)
    linux.set_dumpable(True)  # else /proc/self/uid_map belongs to root after a change of user
    uid = NOBODY
    if mode == "mapped":
        _enter_mapped()
    elif mode == "own":
        _enter_own()
    else:
        # Processes are counted per user, so each worker has one; pids are unique and below 2**22.
        uid = (1 << 31) - (1 << 22) + os.getpid()
    if mode != "root":
        # counted for the user who judges, too, who has 128 in all
        Path("/proc/sys/user/max_inotify_instances").write_text(str(WATCHERS))
    others = linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC
    linux.unshare(others, "mount, net, uts, ipc")
    linux.sethostname("sandbox")
    _build_root(uid)
    return User(uid, mode != "own")


def _enter_own() -> None:
    uid, gid = os.geteuid(), os.getegid()
    linux.unshare(linux.CLONE_NEWUSER, "user")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def _enter_mapped() -> None:
    """Map every user to itself; only a process outside, with root's rights, may write that."""
    maps = {
        name: "".join(
            f"{inside} {inside} {count}\n"
            for inside, _, count in map(
                str.split, Path(f"/proc/self/{name}").read_text().splitlines()
            )
        )
        for name in ("uid_map", "gid_map")
    }
    ready, go = os.pipe()
    me = os.getpid()
    helper = os.fork()
    if helper == 0:
        try:
            os.close(go)
            if os.read(ready, 1):
                for name, text in maps.items():
                    Path(f"/proc/{me}/{name}").write_text(text)
                os._exit(0)
        finally:
            os._exit(1)
    try:
        linux.unshare(linux.CLONE_NEWUSER, "user")
        os.write(go, b"x")
    finally:
        os.close(go)
        os.close(ready)
        _, status = os.waitpid(helper, 0)
    if status:
        raise PermissionError(1, "users can't be mapped into a user namespace")


def _build_root(uid: int) -> None:
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    flags = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("sandbox", _BASE, "tmpfs", flags, "size=4m,nr_inodes=4096,mode=755")
    base = Path(_BASE)
    for name in ("dev", "proc", "etc", SCRATCH[1:], HOST[1:]):
        (base / name).mkdir()
    top = [p for pattern in ("usr", "bin", "sbin", "lib*") for p in sorted(Path("/").glob(pattern))]
    for folder in top:
        if folder.is_symlink():
            (base / folder.name).symlink_to(folder.readlink())
        else:
            expose(str(folder), str(base / folder.name))
    _hide_ourselves(base)
    _build_etc(base, uid)
    for name in DEVICES:
        (base / "dev" / name).touch()
        linux.mount(f"/dev/{name}", f"{_BASE}/dev/{name}", None, linux.MS_BIND)
    for name, end in LINKS.items():
        (base / "dev" / name).symlink_to("/proc/self/fd" + end)
    (base / "tmp").symlink_to(f"{SCRATCH}/.tmp")
    linux.pivot_root(_BASE, _BASE + HOST)
    os.chdir("/")
    # A proc of the worker's own pid namespace: /proc/self works, and in a user namespace the
    # kernel allows a job's fresh proc only while a whole one is in sight.
    linux.mount(f"{HOST}/proc", "/proc", None, linux.MS_BIND | linux.MS_REC)


def _hide_ourselves(base: Path) -> None:
    """Where newtongue is installed below /usr, its benchmarks' answers are no program's to read."""
    ours = Path(__file__).resolve().parents[1]
    if ours.is_relative_to("/usr"):
        target = f"{base}{ours}"
        flags = linux.MS_NOSUID | linux.MS_NODEV
        linux.mount("hidden", target, "tmpfs", flags, "size=4k,mode=755")
        linux.restrict(target, linux.ATTR_RDONLY, recursive=False)


def _build_etc(base: Path, uid: int) -> None:
    for pattern in ETC:
        for found in sorted(Path("/etc").glob(pattern)):
            target = base / "etc" / found.name
            if found.is_symlink():
                target.symlink_to(found.readlink())
            else:
                expose(str(found), str(target))
    (base / "etc/passwd").write_text(f"sandbox:x:{uid}:{uid}::{SCRATCH}:/bin/sh\n")
    (base / "etc/group").write_text(f"sandbox:x:{uid}:\n")
    (base / "etc/hosts").write_text("127.0.0.1 localhost sandbox\n")


def expose(source: str, target: str) -> None:
    """Bind a folder or file read-only, with all that is mounted below it."""
    place = Path(target)
    if Path(source).is_dir():
        place.mkdir(parents=True, exist_ok=True)
    elif not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    linux.mount(source, target, None, linux.MS_BIND | linux.MS_REC)
    attributes = linux.ATTR_RDONLY | linux.ATTR_NOSUID | linux.ATTR_NODEV
    linux.restrict(target, attributes, recursive=True)


def mount_proc() -> None:
    """A fresh /proc that shows the pid namespace of the caller only."""
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("proc", "/proc", "proc", flags)


def mount_scratch(user: User, size: int) -> None:
    """A fresh scratch folder of `size` bytes, owned by the program's user."""
    options = f"size={size},nr_inodes={INODES},mode=700,uid={user.id},gid={user.id}"
    linux.mount("scratch", SCRATCH, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)
    os.mkdir(f"{SCRATCH}/.tmp", 0o700)  # noqa: PTH102
    os.chown(f"{SCRATCH}/.tmp", user.id, user.id)


def locate(path: str) -> tuple[str, str] | None:
    """Where a readable path is to appear, and the real one; None when it's in the root already.

    Raises OSError when it is not there or can't be shown.
    """
    try:
        real = linux.resolve(HOST, path)
    except OSError as error:
        raise OSError(f"{path} can't be made readable for a program: {error.strerror}") from error
    return placed(path, real)


def placed(path: str, real: str) -> tuple[str, str] | None:
    """`locate`, once the real path is known."""
    system = ("/usr/", "/bin/", "/sbin/", "/lib")
    if (real + "/").startswith("/usr/"):
        return None
    target = real if path.startswith(system) else os.path.normpath(path)
    top = target.split("/")[1]
    if not target.startswith("/") or top in ("", "proc", "dev", "sys", HOST[1:], SCRATCH[1:]):
        raise OSError(f"{path} can't be made readable for a program")
    return target, real


def another_system(root: str) -> dict[str, str]:
    """Where the parts of another system appear (its /usr, and its /etc as far as ours is shown).

    Raises OSError when there is no system.
    """
    try:
        real = linux.resolve(HOST, root)
    except OSError as error:
        raise OSError(f"{root} holds no system: {error.strerror}") from error
    inside = Path(HOST + real)
    if not (inside / "usr").is_dir():
        raise OSError(f"{root} holds no system")
    parts = {"/usr": f"{real}/usr"}
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        # where these are links into /usr they are so in both systems
        if (inside / name).is_dir() and not Path("/", name).is_symlink():
            parts[f"/{name}"] = linux.resolve(HOST, f"{root}/{name}")
    for pattern in ETC:
        for found in sorted((inside / "etc").glob(pattern)):
            if not found.is_symlink():
                parts[f"/etc/{found.name}"] = f"{real}/etc/{found.name}"
    return parts
