"""Find, fingerprint and install what a language's file asks for. Runs no programs but versions.

A name may lead to a shim that picks a version by folder or environment (pyenv, rbenv, asdf,
rustup); the sandbox can't use those, so they are resolved to the real binaries. The distribution's
own folders come first, since every user can read them.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newtongue import languages
from newtongue.core.completion import cut
from newtongue.core.errors import MissingError
from newtongue.languages.base import PROBE as PROBE
from newtongue.languages.base import Language

SYSTEM = ("/usr/bin", "/usr/local/bin", "/bin")
"""Where distributions put executables; searched before PATH."""
PROBES = ("right", "wrong", "broken", "slow", "exits_early")


@dataclass(frozen=True, slots=True)
class Found:
    """A toolchain on this machine: absolute paths of real files."""

    language: str
    executables: Mapping[str, str]
    libraries: Mapping[str, str]
    version: str
    """The first line that the version command printed."""
    readable: tuple[str, ...]
    """Folders and files outside /usr that programs need to see."""
    fingerprint: str
    """Changes whenever the version's text or a file of the toolchain does."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a language lacks on this machine, and the command that mends it."""

    language: str
    reason: str
    hint: str


def find(language: Language) -> Found:
    """The language's toolchain. Raises MissingError with the command that installs it."""
    found = look(language)
    if isinstance(found, Missing):
        raise MissingError(f"{language.name}: {found.reason}", hint=found.hint)
    return found


def look(language: Language) -> Found | Missing:
    """The language's toolchain, or what is missing."""
    return _look(language.name, language, os.environ.get("PATH", ""))


@functools.cache
def _look(name: str, language: Language, path: str) -> Found | Missing:
    wants = language.toolchain
    hint = f"newtongue languages install {name}"
    executables: dict[str, str] = {}
    seen = ""
    for role, names in wants.executables.items():
        for candidate in _candidates(names, path.split(os.pathsep)):
            text = _version(wants.version, {**executables, role: candidate}, role)
            if text is not None and _numbers(text) < wants.least:
                seen = f" ({_first_line(text)} is too old)"
                continue
            executables[role] = candidate
            break
        else:
            return Missing(
                name,
                f"no {' or '.join(dict.fromkeys(Path(n).name for n in names))} here{seen}",
                hint,
            )
    for library, file in wants.libraries.items():
        if not Path(file).is_file():
            return Missing(name, f"the library {library} is not here ({file})", hint)
    text = _version(wants.version, executables, "") or ""
    if not text:
        return Missing(name, f"{' '.join(wants.version)} does not run", hint)
    return Found(
        language=name,
        executables=executables,
        libraries=dict(wants.libraries),
        version=_first_line(text),
        readable=_readable([*executables.values(), *wants.libraries.values()], wants.readable),
        fingerprint=_fingerprint(text, [*executables.values(), *wants.libraries.values()]),
    )


def forget() -> None:
    """Look again at the next call: something may have been installed."""
    _look.cache_clear()


def commands(language: Language, found: Found) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The build command (None where there is nothing to build) and the run command."""
    fill = {**found.executables, **found.libraries, "source": language.source}
    build = _filled(language.build, fill)
    return build or None, _filled(language.run, fill)


def probe_program(language: Language, probe: str) -> str:
    """A probe's completion between the prompt and the tests of `PROBE`, as one program."""
    path = languages.probes(language.name) / f"{probe}{language.extension}"
    completion = cut(path.read_text(encoding="utf-8"), language.stops)
    prompt = language.prompt(PROBE.doc, PROBE.signature)
    return f"{prompt}{completion}\n{language.tests(PROBE)}"


def missing_packages(wanted: Sequence[Language]) -> list[str]:
    """Distribution packages that would bring the toolchains that are not here, in order."""
    packages: dict[str, None] = {}
    for language in wanted:
        if isinstance(look(language), Missing):
            packages |= dict.fromkeys(language.toolchain.apt)
    return list(packages)


def install(
    wanted: Sequence[Language],
    note: Callable[[str], None],
    runner: Callable[[Sequence[str]], int] = lambda argv: (
        subprocess.run(argv, check=False).returncode
    ),
) -> None:
    """Install the toolchains that are not here; nothing to do is fine.

    Raises MissingError, naming the packages, where apt is absent or fails, and where a toolchain
    is still not here afterwards.
    """
    packages = missing_packages(wanted)
    if packages:
        _apt(packages, note, runner)
        forget()
    for language in wanted:
        find(language)


def _apt(
    packages: Sequence[str], note: Callable[[str], None], runner: Callable[[Sequence[str]], int]
) -> None:
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
    options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"]
    call = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", apt]
    if runner([*call, "install", *options, *packages]) == 0:
        return
    # a fresh image has no package lists
    runner([*call, "update", "-q"])
    if runner([*call, "install", *options, *packages]) != 0:
        command = " ".join([*sudo, "apt-get", "install", names])
        raise MissingError("apt-get could not install the packages", hint=command)


# -- finding -------------------------------------------------------------------


def _candidates(names: Sequence[str], path: Sequence[str]) -> list[str]:
    """Real files that the names lead to, best first."""
    found: dict[str, None] = {}
    for name in names:
        # an absolute name is that file, whatever the folder
        for folder in (*SYSTEM, *path):
            file = Path(folder) / name
            if file.is_file() and os.access(file, os.X_OK) and (real := _resolved(file)):
                found[real] = None
    return list(found)


def _resolved(file: Path) -> str | None:
    """The real binary behind a path; None for a shim whose manager knows none."""
    real = file.resolve()
    if file.parent.name == "shims":  # ~/.pyenv/shims, ~/.asdf/shims, ...
        return _which([file.parent.parent.name.lstrip("."), "which", file.name])
    if real.name == "rustup" != file.name:
        return _which([str(real), "which", file.name])
    return str(real)


def _which(argv: Sequence[str]) -> str | None:
    lines = (_output(argv) or "").strip().splitlines()
    file = Path(lines[-1]) if lines else None
    return str(file.resolve()) if file and file.is_file() else None


def _output(argv: Sequence[str]) -> str | None:
    """What a short command prints on either stream; None when it can't run or fails."""
    try:
        ran = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.decode("utf-8", "replace") if ran.returncode == 0 else None


def _version(command: Sequence[str], executables: Mapping[str, str], role: str) -> str | None:
    """What the version command prints; None when it doesn't ask for `role`."""
    if role and command[0] != f"{{{role}}}":
        return None
    return _output(_filled(command, executables)) or ""


def _numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, found.group().split("."))) if found else ()


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0].strip()


def _filled(command: Sequence[str], fill: Mapping[str, str]) -> tuple[str, ...]:
    def one(argument: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda m: fill.get(m[1], m[0]), argument)

    return tuple(map(one, command))


def _readable(files: Sequence[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """The folders to show to a program: the homes of binaries outside /usr, and the patterns'."""
    shown = {str(path) for p in patterns for path in Path("/").glob(p.removeprefix("/"))}
    for file in map(Path, files):
        if file.parts[1] not in ("usr", "bin", "lib"):
            shown.add(str(_prefix(file) or file))
    return tuple(sorted(shown))


def _prefix(file: Path) -> Path | None:
    """The folder that was installed with the binary, or None where only the file itself is safe.

    `~/.rustup/toolchains/stable/bin/rustc` came with all of `stable`; `~/.local/bin/lua` came into
    a folder that holds the user's other things.
    """
    prefix = file.parent.parent
    if file.parent.name != "bin" or not (prefix / "lib").is_dir():
        return None
    home = Path.home()
    shared = {home, home / ".local", Path("/opt"), Path("/")}
    return None if prefix in shared or prefix in home.parents else prefix


def _fingerprint(version: str, files: Sequence[str]) -> str:
    digest = hashlib.sha256(version.encode())
    for file in sorted(files):
        status = Path(file).stat()
        digest.update(f"\0{file}\0{status.st_size}\0{status.st_mtime_ns}".encode())
    return digest.hexdigest()
