"""How well this machine can isolate programs, and what to change where it can't."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

_OTHER_SYSTEM = (
    "judge on Linux, in WSL2, or in a container: podman run --rm --network none -v ./out:/out IMAGE"
    " evaluate --completions /out (docs/security.md); sampling and reports work here"
)
_DOCKER = (
    "start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
    " --security-opt systempaths=unconfined (or --privileged)"
)
_UBUNTU = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (or run as root)"
_DEBIAN = "sudo sysctl -w kernel.unprivileged_userns_clone=1 (or run as root)"
_NONE_LEFT = "sudo sysctl -w user.max_user_namespaces=10000 (or run as root)"
_COLAB = "Colab gives no namespaces: write completions here, and judge the file on another machine"
_WSL1 = "this is WSL1: `wsl --set-version <distribution> 2` makes it WSL2"
_KERNEL = "Linux 5.12 or newer is needed"
_ELSE = "run as root, or allow unprivileged user namespaces"
_BWRAP = ("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")
_INSTALL = "installing bubblewrap may help (it is used where bwrap may make namespaces); or "


@dataclass(frozen=True, slots=True)
class Tier:
    """`full` (as root), `userns` (any user), `bubblewrap` (where only the program bwrap may make
    namespaces), `unsafe`, or `refused`.
    """

    name: str
    detail: str
    """What isolates, or what the kernel refused."""
    hint: str | None = None
    """One line that says what to change; only when refused."""


def unsupported() -> Tier | None:
    """The tier of a machine that can't isolate whatever its settings, None for all others."""
    if sys.platform != "linux":
        return Tier("refused", f"{platform.system()} has no namespaces", _OTHER_SYSTEM)
    machine = platform.machine()
    if machine not in ("x86_64", "aarch64") or sys.byteorder != "little":
        detail = f"no system call table for {machine}"
        return Tier("refused", detail, "judge on an x86_64 or aarch64 machine")
    return None


def bubblewrap() -> str | None:
    """Where bwrap is; only at places that belong to the machine."""
    return next((path for path in _BWRAP if os.access(path, os.X_OK)), None)


def refused(detail: str) -> Tier:
    """The tier of a machine whose kernel refused something, with the hint that fits best."""
    hint = _hint(detail)
    helps = hint in (_UBUNTU, _DEBIAN, _KERNEL) and bubblewrap() is None
    return Tier("refused", detail, _INSTALL + hint if helps else hint)


def _hint(detail: str) -> str:  # noqa: PLR0911 - one return for each known cause
    if "Function not implemented" in detail:
        return _KERNEL
    if _setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" and os.geteuid():
        return _UBUNTU
    if _setting("/proc/sys/kernel/unprivileged_userns_clone") == "0" and os.geteuid():
        return _DEBIAN
    if _setting("/proc/sys/user/max_user_namespaces") == "0":
        return _NONE_LEFT
    if "COLAB_RELEASE_TAG" in os.environ or Path("/content/sample_data").is_dir():
        return _COLAB
    if platform.release().endswith("-Microsoft"):
        return _WSL1
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return _DOCKER
    return _ELSE


def _setting(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None
