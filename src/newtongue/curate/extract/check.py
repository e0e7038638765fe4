"""A type checker reads what was extracted from Python, in batches, and refuses what it finds wrong.

The checker is pyrefly (docs/decisions/015-extract.md says why). It reads and never runs or imports
a text: it is one native program without plug-ins, started in a folder of its own that holds nothing
but the texts and our settings, with an empty environment, without asking any interpreter.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue import languages
from newtongue.core.dataset import Function
from newtongue.core.errors import MissingError, UsageError
from newtongue.curate.extract.refused import Refused
from newtongue.curate.extract.settings import Check

NAMES = frozenset({"unknown-name", "missing-module-attribute", "parse-error", "invalid-syntax"})
"""Errors that mean that the text would fail wherever it is run."""
CALLS = NAMES | {
    "bad-argument-count",
    "bad-argument-type",
    "bad-keyword-argument",
    "missing-argument",
    "no-matching-overload",
    "not-callable",
    "unexpected-keyword",
    "unexpected-positional-argument",
}
"""Those, and calls that do not fit what they call."""

_LEAST = 5.0
"""Seconds that even one text has: pyrefly starts in a tenth of one."""
_MEMORY = 8 << 30
"""Bytes of address space; it takes a fiftieth of that for 2000 functions."""
_PATIENCE = 20
"""Times its limit of processor time that the checker may take by the clock."""

_SETTINGS = """\
project-includes = ["texts/*.py"]
python-version = "{version}"
python-platform = "linux"
skip-interpreter-query = true
site-package-path = []
search-path = []
disable-search-path-heuristics = true
use-ignore-files = false
ignore-missing-imports = ["*"]
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """The first error of a text, in the order of its lines."""

    kind: str
    line: int
    message: str


class _Failed(Exception):
    """The checker crashed, took too long, or answered in another form than its own."""


def check(functions: Iterable[Function], settings: Check) -> Iterator[Function | Refused]:
    """Each function in its order, or a Refused of it where the checker finds an error.

    What is not Python passes. Raises MissingError where the checker is not installed.
    """
    rest = iter(functions)
    while batch := list(itertools.islice(rest, settings.batch)):
        ours = [f for f in batch if settings.enabled and _readable(f.language)]
        found = iter(findings([f.text for f in ours], settings)) if ours else iter(())
        for function in batch:
            wrong = next(found) if settings.enabled and _readable(function.language) else None
            yield _refused(function, wrong) if wrong else function


def _readable(language: str) -> bool:
    try:
        return languages.get(language).extractor == "ast"
    except UsageError:
        return False


def _refused(function: Function, wrong: Finding) -> Refused:
    reason = "the type checker failed" if wrong.kind == "failed" else "does not type-check"
    detail = f"{wrong.kind}, line {wrong.line}: {wrong.message}" if wrong.line else wrong.message
    return Refused(None, function.line, function.name, reason, detail, function.file_id)


def findings(texts: Sequence[str], settings: Check) -> list[Finding | None]:
    """What the checker says about each text; None for a text that passes.

    A batch that brings the checker down, or takes too long, is halved until the culprit stands
    alone.
    """
    try:
        return _run(texts, settings)
    except UnicodeEncodeError:
        why: Exception = _Failed("is not Unicode")
    except _Failed as failed:
        why = failed
    if len(texts) == 1:
        return [Finding("failed", 0, str(why))]
    middle = len(texts) // 2
    return findings(texts[:middle], settings) + findings(texts[middle:], settings)


def _run(texts: Sequence[str], settings: Check) -> list[Finding | None]:
    with tempfile.TemporaryDirectory(prefix="newtongue-check-") as name:
        folder = Path(name)
        (folder / "texts").mkdir()
        for index, text in enumerate(texts):
            (folder / "texts" / f"newtongue_text_{index}.py").write_bytes(text.encode())
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        (folder / "settings.toml").write_text(_SETTINGS.format(version=version))
        seconds = max(settings.seconds * len(texts) / settings.batch, min(settings.seconds, _LEAST))
        answer = _answer(folder, settings, seconds)
        # where the folder stands must not show in what is said
        return _read(answer.replace(name.encode(), b""), len(texts), settings)


def _answer(folder: Path, settings: Check, seconds: float) -> bytes:
    command = [*_command(), "check", "--config", "settings.toml", "--output-format", "json"]
    command += ["--threads", str(settings.threads), "--min-severity", "error", "--summary=none"]
    limit = math.ceil(seconds)
    with (folder / "answer").open("wb") as answer:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _limit(process.pid, limit)
            code = process.wait(_PATIENCE * limit)
        except subprocess.TimeoutExpired:
            code = -signal.SIGXCPU
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _Failed("took too long")
    if code not in (0, 1):
        raise _Failed(f"ended with exit code {code}")
    return (folder / "answer").read_bytes()


def _limit(pid: int, seconds: int) -> None:
    """Bound its own processor time (how busy the machine is must not decide) and its memory."""
    if not hasattr(resource, "prlimit"):
        return  # not Linux: the clock alone
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _command() -> list[str]:
    """The checker that stands beside this Python, else on the path."""
    name = f"pyrefly{sysconfig.get_config_var('EXE') or ''}"
    beside = Path(sysconfig.get_path("scripts")) / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        raise MissingError("pyrefly is not installed", hint="pip install 'newtongue[curate]'")
    return [found]


def _read(answer: bytes, count: int, settings: Check) -> list[Finding | None]:
    try:
        errors: list[dict[str, Any]] = json.loads(answer)["errors"]
        every = [(_index(e["path"]), int(e["line"]), str(e["name"]), e) for e in errors]
    except (ValueError, KeyError, TypeError, IndexError):
        raise _Failed("gave no answer that can be read") from None
    found: list[Finding | None] = [None] * count
    for index, line, kind, error in sorted(every, key=lambda e: e[:3]):
        if kind == "internal-error":
            found[index] = Finding("failed", 0, "an error of its own")
        elif found[index] is None and _fails(kind, settings):
            said = str(error.get("concise_description", "")).split("\n")[0]
            found[index] = Finding(kind, line, said)
    return found


def _index(path: str) -> int:
    return int(Path(path).stem.rsplit("_", 1)[1])


def _fails(kind: str, settings: Check) -> bool:
    if settings.failing == "all":
        return True
    return kind in (NAMES if settings.failing == "names" else CALLS)
