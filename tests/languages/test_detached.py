"""Our tests in a tool without the verdict channel: the exit code alone says what they found."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from newtongue import judge, languages, toolchains
from newtongue.benchmarks.multipl_e_files import detached
from newtongue.core.errors import Unsupported
from newtongue.languages.base import NONCE, PROBE, READY, Language
from newtongue.sandbox.pool import Pool
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
    assert tests != language.tests(PROBE) or not language.alone
    text = toolchains.probe_program(language, probe).replace(language.tests(PROBE), tests)
    found = toolchains.look(language)
    need(language.title, isinstance(found, toolchains.Found), getattr(found, "hint", ""))
    assert isinstance(found, toolchains.Found)
    code, complained = _run(language, found, text, tmp_path)
    if probe == "right":
        assert (code, complained) == (0, "")  # some of its evaluators ask for both
    else:
        assert code != 0


def _run(
    language: Language, found: toolchains.Found, text: str, folder: Path
) -> tuple[int | None, str]:
    """Exit code and messages of a program without a channel; with one, in another system."""
    if found.root:  # only the sandbox can show it to a program
        with Pool(workers=1) as pool:
            execution = pool.execute(judge.job(judge.Program(language.name, text, 0), found))
        return execution.exit_code, execution.stderr
    (folder / language.source).write_text(text, encoding="utf-8")
    for command in filter(None, toolchains.commands(language, found)):
        ran = subprocess.run(
            command,
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **language.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    return ran.returncode, ran.stderr


def test_the_first_languages_can_be_exported() -> None:
    for name in ("python", "lua", "java", "rust"):
        assert detached(languages.get(name).tests(PROBE), name)
