"""`newtongue languages new`: the files of a new language, with its five probes, ready to be filled.

In a checkout of newtongue they join the other languages; elsewhere they are a plug-in, a folder
that pip installs. What is written prints at once, in a syntax that stands for the real one.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newtongue import languages
from newtongue.core.errors import UsageError
from newtongue.core.store import write_text

_LANGUAGE = '''\
"""TITLE: say here what is particular: what None is, what a set is, what can't be said."""

from __future__ import annotations

from newtongue.core.completion import Outcome
from newtongue.languages.base import Language, Toolchain, command, table

# What follows the completion. It compares deeply and by kind (numbers by number, nan equals nan,
# sets and dicts in any order, a tolerance for floats alone), ends at the first check that fails,
# and has the last word with the judge. Each line to /dev/fd/4 has to be flushed.
_HARNESS = """
var newtongue_ran = 0

function newtongue_say(line) {
    write("/dev/fd/4", line + "\\\\n")
}

function newtongue_same(got, want, tolerance) {
    if (is_number(got) && is_number(want)) {
        var near = tolerance > 0 && abs(got - want) <= tolerance
        return got == want || (got != got && want != want) || near
    }
    return deep_equal(got, want, newtongue_same)
}

function newtongue_check(index, got, want, tolerance) {
    if (!newtongue_same(got, want, tolerance)) {
        newtongue_say("failed " + index + " " + cut(shown(got), SHOWN))
        exit(1)
    }
    newtongue_ran = newtongue_ran + 1
}

CHECKS

newtongue_say("ready " + newtongue_ran)
newtongue_say("nonce " + read_line("/dev/fd/3"))
"""

# A completion that knows its answers: it shows that prompt, stop sequences and tests fit together.
_LOOKUP = """\\
    var args = [PARAMS]
ROWS
    exit(3)
}
"""


class CLASS(Language):
    """One line about the language."""

    title, aliases, extension, fence = "TITLE", (), ".NAME", "NAME"

    # -- write ---------------------------------------------------------------
    comment = "//"
    param, headline = "{name}", "function {name}({params}) {{"
    # with types: typed stays True, and types = table("int: long | list: List<{}> | ...")
    typed = False
    # what no form is given for is Unsupported: counted with its reason, never dropped in silence
    containers = table("list: [{items}] | tuple: [{items}] | dict: {{{items}}}")
    pair = "{}: {}"
    nothing = absent = "null"
    floats = table("inf: INFINITY | -inf: -INFINITY | nan: NAN")
    keywords = "break case continue else false for function if null return true var while"
    terms = table("dictionary: map | dict: map | None: null | True: true | False: false")
    closing = "}\\n"
    harness = _HARNESS
    leave = ("        exit(1)\\n", "")
    lookup = _LOOKUP
    answer = "    if (identical(args, [{args}])) {{ return {answer} }}\\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"NAME": ("NAME",)},
        version=("{NAME}", "--version"),
        apt=(),
    )
    source = "main.NAME"
    run = command("{NAME} {source}")

    # -- read ----------------------------------------------------------------
    # where the function ends; `closing` puts back what is cut there
    stops = ("\\n}",)
    errors = (
        (Outcome.SYNTAX, r"^main\\.NAME:\\d+: syntax error"),
        (Outcome.MEMORY, r"out of memory"),
    )
    line_pattern = r"^main\\.NAME:(\\d+):"


language = CLASS()
'''

_PYPROJECT = """\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "newtongue-NAME"
version = "0.1.0"
description = "TITLE for newtongue."
requires-python = ">=3.11"
dependencies = ["newtongue"]

# key of the language = module that has `language`; its probes lie beside the module
[project.entry-points."newtongue.languages"]
NAME = "newtongue_NAME.NAME"

[tool.setuptools.packages.find]
include = ["newtongue_NAME*"]

[tool.setuptools.package-data]
"*" = ["*.NAME"]
"""

_PACKAGE = '"""TITLE for newtongue: the language and its probes."""\n'

PROBES: Mapping[str, str] = {
    "right": (
        "    var sum = 0\n    for (x in xs) {\n        sum = sum + x\n    }\n    return sum\n}\n"
    ),
    "wrong": "    return length(xs)\n}\n",
    "broken": "    return length(xs\n}\n",
    "slow": "    while (true) {\n    }\n}\n",
    "exits_early": "    exit(0)\n}\n",
}
"""Completions of `total(xs)`, the sum of a list of whole numbers."""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """Files to write, with their texts, and what to do then."""

    files: Mapping[Path, str]
    steps: tuple[str, ...]


def plan(name: str, out: Path | None = None) -> Scaffold:
    """The files of a language: a plug-in in `out`, else in a checkout beside the other languages,
    else a plug-in in a folder `newtongue-NAME` here.

    Raises UsageError for a name that can't be one, or is taken, and for files that are there.
    """
    _require_free(name)
    root = _checkout() if out is None else None
    if root is not None:
        home = root / "src/newtongue/languages"
        texts = {}
        before, after = [], [f"pytest tests/languages -k {name} --snapshot-update   (and read it)"]
    else:
        folder = out or Path(f"newtongue-{name}")
        home = folder / f"newtongue_{name}"
        texts = {folder / "pyproject.toml": _PYPROJECT, home / "__init__.py": _PACKAGE}
        before, after = [f"pip install -e {folder}"], []
    texts[home / f"{name}.py"] = _LANGUAGE
    files = {path: _named(text, name) for path, text in texts.items()}
    for probe, text in PROBES.items():
        files[home / "probes" / name / f"{probe}.{name}"] = text
    for path in files:
        if path.exists():
            raise UsageError("is there already; nothing was written", file=str(path))
    steps = (
        f"say in {home / name}.py and its probes how {_title(name)} does each thing, top to bottom",
        *before,
        f"newtongue translate starter --to {name}   (what it can say, and why not)",
        f"newtongue translate starter/0 --to {name} --show   (prompt, stub, tests, verdict)",
        f"newtongue languages check {name}   (the five probes on the real toolchain)",
        *after,
    )
    return Scaffold(files, steps)


def write(scaffold: Scaffold) -> None:
    """Write every file."""
    for path, text in scaffold.files.items():
        write_text(path, text)


def _require_free(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name) or name == "base":
        raise UsageError(
            f"{name!r} can't be the key of a language",
            field="name",
            hint="its full name in lower-case letters and digits, no Python keyword, not `base`",
        )
    try:
        taken = languages.get(name)
    except UsageError:
        return
    raise UsageError(f"{name!r} is {taken.title} already", field="name")


def _checkout() -> Path | None:
    """The root of the checkout that this newtongue runs from, where we stand in it."""
    root = Path(languages.__file__).parents[3]
    here = Path.cwd()
    inside = root == here or root in here.parents
    return root if inside and (root / "tests" / "languages").is_dir() else None


def _named(text: str, name: str) -> str:
    kind = "".join(part.capitalize() for part in name.split("_"))
    return text.replace("TITLE", _title(name)).replace("CLASS", kind).replace("NAME", name)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
