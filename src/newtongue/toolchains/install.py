"""Install and remove toolchains: apt; pip, npm or another Debian suite in a folder of their own.

A folder appears under its name only when all of it is there. Nothing that is there already is
touched, so a second call does nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newtongue.core.errors import MissingError
from newtongue.languages.base import Language
from newtongue.toolchains import PACKAGES, Missing, find, forget, look, own_folder

Runner = Callable[[Sequence[str]], int]
"""Runs a command to its end and gives its exit code."""
_OPTIONS = ("-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=900")


def run(argv: Sequence[str]) -> int:
    """Run a command; what it makes is readable by everybody, as the sandbox's user has to be."""
    return subprocess.run(argv, check=False, umask=0o022).returncode


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be installed."""

    apt: tuple[str, ...]
    own: tuple[Language, ...]
    """Languages with a folder of their own."""

    def lines(self) -> list[str]:
        """One line for each thing, with sizes where they are known."""
        said = [f"apt: {' '.join(self.apt)}{_apt_size(self.apt)}"] if self.apt else []
        for each in self.own:
            wants = each.toolchain
            source = f"Debian {wants.suite}" if wants.suite else "npm" if wants.npm else "pip"
            packages = " ".join(wants.apt if wants.suite else (*wants.npm, *wants.pip))
            size = f", about {wants.disk} MB on disk" if wants.disk else ""
            said.append(f"{each.name}: {packages} ({source}{size}) into {own_folder(each.name)}")
        return said


def plan(wanted: Sequence[Language]) -> Plan:
    """What would bring the toolchains that are not here."""
    missing = [each for each in wanted if isinstance(look(each), Missing)]
    own = [x for x in missing if x.toolchain.pip or x.toolchain.npm or x.toolchain.suite]
    packages = [p for each in missing if not each.toolchain.suite for p in each.toolchain.apt]
    if any(each.toolchain.suite for each in own) and not shutil.which("mmdebstrap"):
        packages.append("mmdebstrap")
    if any(each.toolchain.npm for each in own) and not shutil.which("npm"):
        packages.append("npm")
    return Plan(tuple(dict.fromkeys(packages)), tuple(own))


def install(wanted: Sequence[Language], note: Callable[[str], None], runner: Runner = run) -> None:
    """Install the toolchains that are not here; nothing to do is fine.

    Raises MissingError, naming the packages, where a package manager is absent or fails, and where
    a toolchain is still not here afterwards.
    """
    todo = plan(wanted)
    if todo.apt:
        _apt(todo.apt, note, runner)
    for each in todo.own:
        note(f"{each.name}: {own_folder(each.name)}")
        _into_folder(each, runner)
    forget()
    for each in wanted:
        find(each)


@dataclass(frozen=True, slots=True)
class Removed:
    """What `remove` did for a language."""

    deleted: bool
    """False where `install` had made no folder."""
    left: tuple[str, ...]
    """The distribution's packages that are still here: other programs may need them."""


def remove(language: Language) -> Removed:
    """Delete the language's own folder. Raises MissingError where it can't be deleted."""
    folder = own_folder(language.name)
    there = folder.exists()
    _clear(folder)
    forget()
    left = () if language.toolchain.suite else tuple(filter(_installed, language.toolchain.apt))
    return Removed(there, left)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise MissingError(f"{folder} can't be deleted", hint=f"rm -rf {folder}")


# -- apt -----------------------------------------------------------------------


def _apt(packages: Sequence[str], note: Callable[[str], None], runner: Runner) -> None:
    names = " ".join(packages)
    apt = shutil.which("apt-get")
    if apt is None:
        raise MissingError(f"no apt-get here; install the equivalents of: {names}")
    sudo: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            raise MissingError("needs root, and there is no sudo", hint=f"apt-get install {names}")
        sudo = ["sudo"]
    note(f"apt-get install {names}")
    foreign = sorted({name.partition(":")[2] for name in packages} - {""})
    for architecture in foreign:
        runner([*sudo, "dpkg", "--add-architecture", architecture])
    call = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", apt]
    if not foreign and runner([*call, "install", *_OPTIONS, *packages]) == 0:
        return
    # a fresh image has no package lists, and none of another architecture
    runner([*call, "update", "-q"])
    if runner([*call, "install", *_OPTIONS, *packages]) != 0:
        command = " ".join([*sudo, "apt-get", "install", names])
        raise MissingError("apt-get could not install the packages", hint=command)


def _apt_size(packages: Sequence[str]) -> str:
    """What apt says of a download's size; nothing where there is no apt."""
    # its lock is for root
    ask = ["apt-get", "install", "--assume-no", "--no-install-recommends"]
    try:
        said = subprocess.run(
            [*ask, "-o", "Debug::NoLocking=1", *packages],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        ).stdout
    except OSError:
        return ""
    sizes = re.findall(r"(?:Need to get|After this operation,) ([\d.,]+ [kMG]?B)", said)
    if len(sizes) == 2:
        return f" (download {sizes[0]}, disk {sizes[1]})"
    return " (size unknown until the package lists are here: apt-get update)"


def _installed(package: str) -> bool:
    """Whether the distribution has a package here."""
    if shutil.which("dpkg-query") is None:
        return False
    ask = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    return said.startswith("installed")


# -- folders of their own --------------------------------------------------------


def _into_folder(language: Language, runner: Runner) -> None:
    """Fill a folder under another name, then give it its own."""
    folder = own_folder(language.name)
    partial = folder.with_name(f".{language.name}.partial")
    _clear(partial)
    partial.mkdir(parents=True)
    try:
        for argv in _commands(language, partial):
            if runner(argv) != 0:
                raise MissingError(
                    f"{language.name}: could not be installed", hint=f"failed: {' '.join(argv)}"
                )
        if language.toolchain.suite:
            _record(language, partial)
        _clear(folder)
        partial.chmod(0o755)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _commands(language: Language, folder: Path) -> list[list[str]]:
    wants = language.toolchain
    if wants.suite:
        return [_unpack(wants.suite, wants.apt, folder)]
    made = []
    if wants.npm:
        npm = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund"]
        # no script of a package runs here; --force: some say they are for another machine
        made.append([*npm, "--ignore-scripts", "--force", "--loglevel=error", *wants.npm])
    if wants.pip:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-warn-script-location"]
        made.append([*pip, "--target", str(folder / "site"), *wants.pip])
    return made


def _unpack(suite: str, packages: Sequence[str], folder: Path) -> list[str]:
    """Unpack packages with all they depend on; no script of theirs runs."""
    # what is only unpacked needs neither root nor namespaces
    mode = "root" if os.geteuid() == 0 else "chrootless"
    # /bin and /lib as links into /usr, as on today's systems: only /usr is shown to programs
    link = 'mkdir -p "$1/usr/$name" && ln -s "usr/$name" "$1/$name"'
    merged = f"--setup-hook=for name in bin sbin lib lib64; do {link}; done"
    record = f'--extract-hook=ls "$1"/var/cache/apt/archives > "$1"/{PACKAGES}'
    call = ["mmdebstrap", "--quiet", "--variant=extract", f"--mode={mode}", merged, record]
    return [*call, f"--include={','.join(packages)}", suite, str(folder), _mirror()]


def _mirror() -> str:
    """Where this machine's own Debian comes from, by apt's configuration."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    said = subprocess.run(
        [*asked, "Created-By: Packages", "Origin: Debian", "Label: Debian"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    if not said:
        raise MissingError("apt names no Debian mirror", hint="apt-get update")
    return said[0]


def _record(language: Language, root: Path) -> None:
    """Put the packages that were asked for first in the list of what was unpacked."""
    record = root / PACKAGES
    files = [n for n in record.read_text(encoding="utf-8").split() if n.endswith(".deb")]
    asked = language.toolchain.apt
    first = [f for package in asked for f in files if f.partition("_")[0] == package]
    lines = [*first, *sorted(set(files) - set(first))]
    record.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
