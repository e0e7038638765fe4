"""Find and fingerprint what a language's file asks for. Runs no programs but versions.

  __init__.py  find: executables, libraries, version, what a program must see
  install.py   install and remove: apt, pip, npm, and Debian suites other than this machine's
  prepare.py   what a language has made once for a toolchain (a precompiled header)

A name may lead to a shim that picks a version by folder or environment (pyenv, rbenv, asdf,
rustup); the sandbox can't use those, so they are resolved to the real binaries. The distribution's
own folders come first, since every user can read them.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newtongue import languages
from newtongue.core.completion import cut
from newtongue.core.errors import MissingError
from newtongue.core.home import data_folder
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
    home: str = ""
    """The language's own folder, where pip or npm put something there."""
    root: str = ""
    """The folder of another Debian suite that the paths above are in."""


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
    home = own_folder(name)
    if wants.suite:
        return _look_in_suite(name, language, home, hint)
    libraries = {role: file.replace("{home}", str(home)) for role, file in wants.libraries.items()}
    lacking = [(role, file) for role, file in libraries.items() if not Path(file).exists()]
    fill = {**libraries, "home": str(home)}
    executables: dict[str, str] = {}
    text = seen = ""
    for role, names in wants.executables.items():
        places = [each.replace("{home}", str(home)) for each in names]
        for candidate in _candidates(places, path.split(os.pathsep)):
            # the version command may load a library
            if not lacking and wants.version[0] == f"{{{role}}}":
                text = _version(wants.version, {**fill, **executables, role: candidate})
                if _numbers(text) < wants.least:
                    seen = f" ({_first_line(text)} is too old)" if text else f" ({candidate} fails)"
                    continue
            executables[role] = candidate
            break
        else:
            called = " or ".join(dict.fromkeys(Path(n).name for n in names))
            return Missing(name, f"no {called} here{seen}", hint)
    if lacking:
        library, file = lacking[0]
        return Missing(name, f"the library {library} is not here ({file})", hint)
    # some need another executable beside the first
    text = text or _version(wants.version, {**fill, **executables})
    if not text:
        command = " ".join(_filled(wants.version, {**fill, **executables}))
        return Missing(name, f"its version command fails: {command}", hint)
    files = [*executables.values(), *libraries.values()]
    own = bool(wants.pip or wants.npm)
    return Found(
        language=name,
        executables=executables,
        libraries=libraries,
        version=_first_line(text),
        readable=_readable([f for f in files if home not in Path(f).parents], wants.readable)
        + ((str(home),) if own else ()),
        fingerprint=_fingerprint(text, files),
        home=str(home) if own else "",
    )


def _look_in_suite(name: str, language: Language, root: Path, hint: str) -> Found | Missing:
    """One of another Debian suite. It can't be asked its version: its loader is not ours."""
    wants = language.toolchain
    executables = {}
    for role, names in wants.executables.items():
        there = [each for each in names if (root / each.lstrip("/")).exists()]
        if not there:
            return Missing(name, f"no {Path(names[0]).name} here", hint)
        executables[role] = there[0]
    record = root / PACKAGES
    if not record.is_file():
        return Missing(name, f"{root} is no finished system", hint)
    version = record.read_text(encoding="utf-8")
    return Found(
        language=name,
        executables=executables,
        libraries=dict(wants.libraries),
        version=f"{wants.suite}: {_first_line(version)}",
        readable=(),
        fingerprint=hashlib.sha256(version.encode()).hexdigest(),
        root=str(root),
    )


PACKAGES = "packages.txt"
"""In the folder of a suite: its packages with their versions, those asked for first."""


def own_folder(name: str) -> Path:
    """Where pip, npm or a suite's packages of a language are installed."""
    return data_folder() / "toolchains" / name


def forget() -> None:
    """Look again at the next call: something may have been installed."""
    _look.cache_clear()


def commands(
    language: Language, found: Found, prepared: str = ""
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The build command (None where there is nothing to build) and the run command.

    `prepared` is the folder of `prepare.prepared`; without it, what needs it is left out.
    """
    build = _command(language, found, language.build, prepared)
    return build or None, _command(language, found, language.run, prepared)


def warm_command(language: Language, found: Found) -> tuple[str, ...]:
    """How its interpreter starts to wait, `{boot}` and `{launcher}` left open; empty where none."""
    return _command(language, found, language.warm, "")


def resident_command(language: Language, found: Found, prepared: str) -> tuple[str, ...]:
    """How its compiler starts to wait for programs; empty where none does."""
    return _command(language, found, language.resident, prepared) if prepared else ()


def prepare_commands(language: Language, found: Found, boot: str) -> tuple[tuple[str, ...], ...]:
    """What makes its prepared files in the present folder; `boot` is its file in boot/."""
    fill = {"boot": boot} if boot else {}
    return tuple(_command(language, found, each.split(), "", fill) for each in language.prepare)


def _command(
    language: Language,
    found: Found,
    command: Sequence[str],
    prepared: str,
    more: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    fill = {**found.executables, **found.libraries, **(more or {})}
    fill |= {"source": language.source, "home": found.home, "prepared": prepared}
    return _filled([x for x in command if prepared or "{prepared}" not in x], fill)


def probe_program(language: Language, probe: str) -> str:
    """A probe's completion between the prompt and the tests of `PROBE`, as one program."""
    path = languages.probes(language.name) / f"{probe}{language.extension}"
    completion = cut(path.read_text(encoding="utf-8"), language.stops)
    prompt = language.prompt(PROBE.doc, PROBE.signature)
    return f"{prompt}{completion}\n{language.tests(PROBE)}"


# -- finding -------------------------------------------------------------------


def _candidates(names: Sequence[str], path: Sequence[str]) -> list[str]:
    """Real files that the names lead to, best first."""
    found: dict[str, None] = {}
    for name in names:
        # an absolute name is that file, whatever the folder
        for folder in (*SYSTEM, *path):
            file = Path(folder) / name
            # access first: it has no exception for a folder that can't be entered
            if os.access(file, os.X_OK) and file.is_file() and (real := _resolved(file)):
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


def _version(command: Sequence[str], fill: Mapping[str, str]) -> str:
    """What the version command prints; nothing when it fails."""
    return _output(_filled(command, fill)) or ""


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
