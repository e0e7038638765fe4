"""Files that a language has made once for a toolchain, so that each program costs less.

Only our own text and the installed toolchain are used: a precompiled header, a small compiler's
driver. They are kept in the user's cache under a name that covers the toolchain, the commands and
our text, and appear there whole or not at all. Where they can't be made a language does without.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from newtongue import languages
from newtongue.core.home import cache_folder
from newtongue.languages.base import Language
from newtongue.toolchains import Found, prepare_commands

_SECONDS = 900.0  # for each command, on a machine that has other things to do
_SAID = 300
_OLD = 60 * 86400.0  # seconds since its folder was last asked for


@dataclass(frozen=True, slots=True)
class Prepared:
    """The folder of a language's prepared files, or why there is none; neither: none are wanted."""

    folder: str = ""
    lacking: str = ""


_made: dict[Path, Prepared] = {}
"""What this process has looked at: a folder is made once, and so is a failure."""


def prepared(language: Language, found: Found) -> Prepared:
    """The prepared files of a language, made if they are not there yet. Never raises."""
    if not language.prepare:
        return Prepared()
    if found.root:
        return Prepared(lacking="its toolchain is another system's")
    folder = _folder(language, found)
    if folder not in _made or not (_made[folder].lacking or folder.is_dir()):
        _made[folder] = _make(language, found, folder)
    return _made[folder]


def _folder(language: Language, found: Found) -> Path:
    parts = (found.fingerprint, prepare_commands(language, found, ""), _boot(language))
    key = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return cache_folder() / "prepared" / f"{language.name}-{key}"


def _boot(language: Language) -> bytes:
    path = languages.boot_file(language.name)
    return path.read_bytes() if path.is_file() else b""


def _make(language: Language, found: Found, folder: Path) -> Prepared:
    if folder.is_dir():
        with suppress(OSError):
            os.utime(folder)
        return Prepared(str(folder))
    made = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _forget_old(language, folder.parent)
        made = Path(tempfile.mkdtemp(prefix=f"{language.name}-", dir=folder.parent))
        made.chmod(0o755)  # the sandbox's user is another one
        for argv in prepare_commands(language, found, str(languages.boot_file(language.name))):
            if said := _run(argv, made):
                return Prepared(lacking=f"{Path(argv[0]).name} could not prepare: {said}")
        with suppress(FileExistsError):
            _rename(made, folder)
    except OSError as error:
        return Prepared(lacking=f"nothing could be prepared: {error}")
    finally:
        if made and made.exists():
            shutil.rmtree(made, ignore_errors=True)
    return Prepared(str(folder))


def _forget_old(language: Language, home: Path) -> None:
    """Toolchains are upgraded: what nobody asked for in a long time goes."""
    for path in home.glob(f"{language.name}-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _OLD:
                shutil.rmtree(path, ignore_errors=True)


def _rename(made: Path, folder: Path) -> None:
    """Raises FileExistsError where another process was faster."""
    try:
        made.rename(folder)
    except OSError:
        if folder.is_dir():
            raise FileExistsError(str(folder)) from None
        raise


def _run(argv: tuple[str, ...], folder: Path) -> str:
    """Run one command in the folder; what it said where it failed, on one line."""
    try:
        ran = subprocess.run(
            argv,
            cwd=folder,
            env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
            umask=0o022,
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {_SECONDS:.0f} s"
    if ran.returncode == 0:
        return ""
    text = " ".join(ran.stdout.decode("utf-8", "replace").split())
    return text[:_SAID] or f"exit code {ran.returncode}"
