"""What bwrap is told: the walls, and what a program sees; the same as root.py and init.py make."""

from __future__ import annotations

import os
from pathlib import Path

from newtongue.sandbox.base import Job
from newtongue.sandbox.init import environment
from newtongue.sandbox.root import DEVICES, ETC, LINKS, NOBODY, SCRATCH, placed

FIRST = 200
"""bwrap's own descriptors, from here up: arguments, status, go, filter, files of /etc."""
_FILES = ("/etc/passwd", "/etc/group", "/etc/hosts")
_TMP = "/tmp/"


def walls(apart: bool) -> list[str]:
    """What bwrap is told whatever the job: namespaces, rights, descriptors."""
    told, go, rules = (str(FIRST + i) for i in (1, 2, 3))
    user = ["--unshare-user", "--uid", f"{NOBODY}", "--gid", f"{NOBODY}"] if apart else []
    return [
        *("--unshare-all", *user, "--hostname", "sandbox", "--cap-drop", "ALL", "--clearenv"),
        *("--die-with-parent", "--new-session"),
        *("--json-status-fd", told, "--block-fd", go, "--seccomp", rules),
    ]


def system() -> list[str]:
    """The read-only root: what root.py shows, as bwrap is told it."""
    told = ["--dir", "/dev", "--dir", "/etc"]
    top = [p for name in ("usr", "bin", "sbin", "lib*") for p in sorted(Path("/").glob(name))]
    etc = [p for name in ETC for p in sorted(Path("/etc").glob(name))]
    for path in (*top, *etc):
        if path.is_symlink():
            told += ["--symlink", str(path.readlink()), str(path)]
        else:
            told += ["--ro-bind", str(path), str(path)]
    ours = Path(__file__).resolve().parents[1]
    if ours.is_relative_to("/usr"):  # its benchmarks' answers are no program's to read
        told += ["--tmpfs", str(ours), "--remount-ro", str(ours)]
    for number, name in enumerate(_FILES, FIRST + 4):
        told += ["--perms", "0444", "--file", str(number), name]
    for name in DEVICES:
        told += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for name, end in LINKS.items():
        told += ["--symlink", "/proc/self/fd" + end, f"/dev/{name}"]
    return [*told, "--symlink", f"{SCRATCH}/.tmp", "/tmp", "--proc", "/proc"]


def shown(job: Job, folder: str) -> list[str]:
    """What is a job's own: scratch folder, what it may read, environment. Raises OSError."""
    told = ["--bind", folder, SCRATCH]
    for path in job.readable:
        if found := located(path):
            target, real = found
            if target.startswith(_TMP):
                target = _clear_way(folder, f".tmp/{target.removeprefix(_TMP)}")
            told += ["--ro-bind", real, target]
    told += ["--remount-ro", "/", "--chdir", SCRATCH]
    for name, value in environment(job).items():
        told += ["--setenv", name, value]
    return told


def located(path: str) -> tuple[str, str] | None:
    """As root.locate, for a process that still has the machine's own root."""
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as error:
        raise OSError(f"{path} can't be made readable for a program: {error.strerror}") from error
    return placed(path, real)


def _clear_way(folder: str, name: str) -> str:
    """Where a name of the scratch folder appears; no link that a build left may lead bwrap astray,
    which makes folders on its way there.
    """
    path = folder
    for part in name.split("/"):
        path += f"/{part}"
        if os.path.islink(path):  # noqa: PTH114 - imports less
            os.unlink(path)  # noqa: PTH108
        elif os.path.isdir(path):  # noqa: PTH112
            os.chmod(path, 0o700)  # noqa: PTH101
    return f"{SCRATCH}/{name}"
