"""Our tests in a tool without the verdict channel: the exit code alone says what they found."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newtongue import languages, toolchains
from newtongue.benchmarks.multipl_e_files import detached
from newtongue.core.errors import Unsupported
from newtongue.languages.base import NONCE, PROBE, READY
from tests.conftest import need


@pytest.mark.toolchain
@pytest.mark.parametrize("probe", ["right", "wrong"])
@pytest.mark.parametrize("name", languages.names())
def test_exit_codes_without_the_channel(name: str, probe: str, tmp_path: Path) -> None:
    """As MultiPL-E runs a program: input is empty, and nothing is open but the three streams."""
    language = languages.get(name)
    try:
        tests = detached(language.tests(PROBE), name)
    except Unsupported:
        return  # then nothing is exported
    assert READY not in tests
    assert NONCE not in tests
    text = toolchains.probe_program(language, probe).replace(language.tests(PROBE), tests)
    found = toolchains.look(language)
    need(language.title, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    assert isinstance(found, toolchains.Found)
    (tmp_path / language.source).write_text(text, encoding="utf-8")
    for command in toolchains.commands(language, found):
        if not command:
            continue
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **language.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    if probe == "right":
        assert (ran.returncode, ran.stderr) == (0, "")  # some of its evaluators ask for both
    else:
        assert ran.returncode != 0


def test_the_first_languages_can_be_exported() -> None:
    for name in ("python", "lua", "java", "rust"):
        assert detached(languages.get(name).tests(PROBE), name)
