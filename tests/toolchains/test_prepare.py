"""Prepared files: made once for a toolchain, whole or not at all; done without where they fail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from newtongue import judge, languages, toolchains
from newtongue.core.home import cache_folder
from newtongue.languages.base import Language, Toolchain
from newtongue.toolchains import prepare
from tests.conftest import need


class Made(Language):
    """A made-up language that has the shell write a file once."""

    title, extension, fence, headline = "Made", ".made", "made", ""
    source, run = "main.made", ("./main",)
    toolchain = Toolchain({"sh": ("sh",)}, ("{sh}", "-c", "echo 1"))
    build = ("{sh}", "-I{prepared}", "{source}")
    prepare = ("mkdir sub", "cp {boot} sub/text", "{sh} -c umask>sub/umask")
    resident = ("{sh}", "{prepared}/driver")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Language:
    """The language, with a cache of its own and a text that its commands find."""
    boot = tmp_path / "boot.made"
    boot.write_text("first")
    monkeypatch.setattr(languages, "boot_file", lambda _: boot)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(prepare, "_made", {})
    language = Made()
    language.name = "made"
    return language


def prepared(language: Language) -> prepare.Prepared:
    return prepare.prepared(language, toolchains.find(language))


def left() -> list[str]:
    return sorted(p.name for p in (cache_folder() / "prepared").iterdir())


def changed(language: Language, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    for name, value in changes.items():
        monkeypatch.setattr(type(language), name, value)


def test_they_are_made_once_and_readable_for_all(
    made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = prepared(made)
    folder = Path(one.folder)
    assert (folder / "sub/text").read_text() == "first"
    assert one.lacking == ""
    for path in (folder, folder / "sub", folder / "sub/text"):
        assert path.stat().st_mode & 0o444 == 0o444
    assert left() == [folder.name]
    monkeypatch.setattr(prepare, "_run", lambda *_: pytest.fail("made again"))
    assert prepared(made) == one
    monkeypatch.setattr(prepare, "_made", {})  # as another process would see it
    assert prepared(made) == one


def test_another_text_command_or_toolchain_is_another_folder(
    made: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = prepared(made).folder
    (tmp_path / "boot.made").write_text("second")
    second = prepared(made).folder
    changed(made, monkeypatch, prepare=(*Made.prepare, "true"))
    third = prepared(made).folder
    found = toolchains.find(made)
    other = prepare.prepared(made, type(found)(**{**_fields(found), "fingerprint": "other"}))
    assert len({first, second, third, other.folder}) == 4
    assert Path(second, "sub/text").read_text() == "second"


def _fields(found: toolchains.Found) -> dict[str, Any]:
    return {name: getattr(found, name) for name in type(found).__slots__}


def test_one_that_fails_leaves_nothing_and_says_why(
    made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(made, monkeypatch, prepare=("mkdir sub", "ls no-such-file"))
    one = prepared(made)
    assert one.folder == ""
    assert one.lacking.startswith("ls could not prepare: ls: cannot access 'no-such-file'")
    assert "\n" not in one.lacking
    assert left() == []
    changed(made, monkeypatch, prepare=("no-such-command",))
    assert "No such file or directory: 'no-such-command'" in prepared(made).lacking


def test_a_cache_that_cannot_be_written_is_done_without(
    made: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert "nothing could be prepared" in prepared(made).lacking


def test_what_was_cleared_is_made_again(made: Language) -> None:
    one = prepared(made)
    Path(one.folder).rename(one.folder + "-away")
    assert prepared(made) == one
    assert Path(one.folder).is_dir()


def test_what_nobody_asks_for_goes_when_another_is_made(
    made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {}
    for text in ("first", "second"):
        changed(made, monkeypatch, prepare=(f"echo {text}>file",))
        names[text] = Path(prepared(made).folder)
    for folder in names.values():
        os.utime(folder, (1e9, 1e9))
    prepare._made.clear()
    assert Path(prepared(made).folder) == names["second"]
    changed(made, monkeypatch, prepare=("echo third>file",))
    third = Path(prepared(made).folder)
    assert left() == sorted([names["second"].name, third.name])


def test_commands_with_and_without(made: Language) -> None:
    found = toolchains.find(made)
    shell = found.executables["sh"]
    assert toolchains.commands(made, found)[0] == (shell, "main.made")
    assert toolchains.commands(made, found, "/p")[0] == (shell, "-I/p", "main.made")
    assert toolchains.resident_command(made, found, "") == ()
    assert toolchains.resident_command(made, found, "/p") == (shell, "/p/driver")


def test_a_job_knows_its_folder_or_why_it_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    language = languages.get("cpp")
    look = toolchains.look(language)
    if not isinstance(look, toolchains.Found):
        need("g++", False, "newtongue languages install cpp")
        raise AssertionError("unreachable")
    program = judge.Program(language.name, "", 0)
    monkeypatch.setattr(prepare, "prepared", lambda *_: prepare.Prepared("/some/where"))
    job = judge.job(program, look)
    assert job.build
    assert (job.prepared, job.cold) == ("/some/where", None)
    assert "-I/some/where" in job.build.argv
    monkeypatch.setattr(prepare, "prepared", lambda *_: prepare.Prepared(lacking="no room"))
    job = judge.job(program, look)
    assert job.build
    assert (job.prepared, job.cold, job.resident) == (None, "no room", ())
    assert not any("prepared" in word or word.startswith("-I") for word in job.build.argv)
