"""Toolchains: shims resolved, versions compared, what is missing named with its remedy."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from newtongue import languages, toolchains
from newtongue.core.errors import MissingError
from newtongue.languages.base import Language, Toolchain
from newtongue.toolchains import install


class Made(Language):
    """A made-up language whose toolchain each test writes into a folder."""

    title = "Made"
    source = "main.made"
    toolchain = Toolchain(
        executables={"made": ("madelang", "made"), "link": ("madelink",)},
        version=("{made}", "--version"),
        least=(2, 1),
        apt=("madelang", "made-unit"),
    )
    build = ("{made}", "-l", "{link}", "-o", "out={x}", "{source}")
    run: ClassVar[tuple[str, ...]] = ("./main",)


@pytest.fixture
def made() -> Language:
    language = Made()
    language.name = "made"
    return language


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is the whole PATH, so that nothing of this machine is found."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(toolchains, "SYSTEM", ())
    yield tmp_path
    toolchains.forget()


def write(path: Path, prints: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_what_is_there_is_found_with_its_home(folder: Path, made: Language) -> None:
    tool = write(folder / "bin/made", "made 2.10.3\nmore")
    write(folder / "bin/madelink", "link 0.1")
    (folder / "lib").mkdir()
    found = toolchains.find(made)
    assert found.executables["made"] == str(tool)
    assert found.version == "made 2.10.3"
    assert found.readable == (str(folder),)
    build, run = toolchains.commands(made, found)
    assert build == (str(tool), "-l", str(folder / "bin/madelink"), "-o", "out={x}", "main.made")
    assert run == ("./main",)


@pytest.mark.parametrize("place", ["bin", ".local/bin", "tools"])
def test_a_home_is_never_shown_whole(
    place: str, folder: Path, made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A binary in a folder of the user's own brings only itself, or keys would be readable."""
    monkeypatch.setattr(Path, "home", lambda: folder)
    tool = write(folder / place / "made", "made 2.10.3")
    link = write(folder / place / "madelink", "link 0.1")
    (folder / "lib").mkdir()
    (folder / ".local/lib").mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tool.parent))
    assert toolchains.find(made).readable == tuple(sorted((str(tool), str(link))))


def test_missing_and_old_are_told_with_the_remedy(folder: Path, made: Language) -> None:
    with pytest.raises(MissingError) as nothing:
        toolchains.find(made)
    assert "no madelang or made here" in nothing.value.message
    assert nothing.value.hint == "newtongue languages install made"
    write(folder / "bin/made", "made 2.0.9")
    toolchains.forget()
    with pytest.raises(MissingError, match=r"made 2\.0\.9 is too old"):
        toolchains.find(made)


def test_a_newer_one_further_down_the_path_is_taken(
    folder: Path, made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "bin/made", "made 2.0")
    newer = write(folder / "other/made", "made 3")
    write(folder / "other/madelink", "1")
    monkeypatch.setenv("PATH", f"{folder}/bin:{folder}/other")
    assert toolchains.find(made).executables["made"] == str(newer)


def test_a_shim_is_asked_for_the_real_binary(
    folder: Path, made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write(folder / "versions/2.5/bin/made", "made 2.5")
    (folder / "versions/2.5/lib").mkdir()
    write(folder / ".madeenv/shims/made", "made 2.5")
    write(folder / "bin/madeenv", str(real))
    write(folder / "bin/madelink", "1")
    monkeypatch.setenv("PATH", f"{folder}/.madeenv/shims:{folder}/bin")
    found = toolchains.find(made)
    assert found.executables["made"] == str(real)
    assert str(folder / "versions/2.5") in found.readable
    # a shim whose manager knows nothing is no toolchain
    real.unlink()
    toolchains.forget()
    assert isinstance(toolchains.look(made), toolchains.Missing)


def test_a_link_to_rustup_is_asked_too(folder: Path, made: Language) -> None:
    real = write(folder / "toolchains/stable/bin/made", "made 2.5")
    manager = write(folder / "cargo/rustup", str(real))
    write(folder / "bin/madelink", "1")
    (folder / "bin/made").symlink_to(manager)
    assert toolchains.find(made).executables["made"] == str(real)


def test_the_fingerprint_follows_files_and_version(folder: Path, made: Language) -> None:
    def fingerprint() -> str:
        toolchains.forget()
        return toolchains.find(made).fingerprint

    tool = write(folder / "bin/made", "made 2.5")
    write(folder / "bin/madelink", "1")
    first = fingerprint()
    assert fingerprint() == first
    write(tool, "made 2.6")
    second = fingerprint()
    assert second != first
    os.utime(tool, ns=(1, 1))
    assert fingerprint() != second


def test_a_library_that_is_not_there(folder: Path, made: Language) -> None:
    class Needy(Made):
        toolchain = Toolchain(
            executables={"made": ("made",)},
            version=("{made}",),
            libraries={"unit": str(folder / "unit.made")},
        )

    language = Needy()
    language.name = "needy"
    write(folder / "bin/made", "made 2.5")
    missing = toolchains.look(language)
    assert isinstance(missing, toolchains.Missing)
    assert "library unit" in missing.reason


class Apt:
    """Stands in for the package manager."""

    def __init__(self, folder: Path, codes: Sequence[int] = (0,)) -> None:
        self.folder, self.codes = folder, list(codes)
        self.calls: list[list[str]] = []

    def __call__(self, argv: Sequence[str]) -> int:
        self.calls.append(list(argv))
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        if code == 0 and "install" in argv:
            write(self.folder / "bin/made", "made 9")
            write(self.folder / "bin/madelink", "9")
        return code


def test_install_asks_apt_once_and_then_has_nothing_to_do(folder: Path, made: Language) -> None:
    write(folder / "bin/apt-get", "")
    write(folder / "bin/sudo", "")
    notes: list[str] = []
    apt = Apt(folder)
    assert install.plan([made]).apt == ("madelang", "made-unit")
    install.install([made], notes.append, apt)
    install.install([made], notes.append, apt)
    assert len(apt.calls) == 1
    assert apt.calls[0][-2:] == ["madelang", "made-unit"]
    assert ("sudo" in apt.calls[0]) == (os.geteuid() != 0)
    assert notes == ["apt-get install madelang made-unit"]
    assert install.plan([made]) == install.Plan((), ())


def test_install_refreshes_the_lists_once_and_then_says_what_failed(
    folder: Path, made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "bin/apt-get", "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    apt = Apt(folder, codes=(1, 0, 0))
    install.install([made], lambda _: None, apt)
    assert ["update" in call for call in apt.calls] == [False, True, False]
    for file in (folder / "bin/made", folder / "bin/madelink"):
        file.unlink()
    toolchains.forget()
    with pytest.raises(MissingError) as failed:
        install.install([made], lambda _: None, Apt(folder, codes=(1,)))
    assert failed.value.hint == "apt-get install madelang made-unit"


def test_without_apt_the_packages_are_named(folder: Path, made: Language) -> None:
    with pytest.raises(MissingError, match="madelang made-unit"):
        install.install([made], lambda _: None, Apt(folder))


def test_without_sudo_the_command_is_named(
    folder: Path, made: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "bin/apt-get", "")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MissingError) as refused:
        install.install([made], lambda _: None, Apt(folder))
    assert refused.value.hint == "apt-get install madelang made-unit"


class Packed(Made):
    """A language whose toolchain comes from npm and pip, into a folder of its own."""

    toolchain = Toolchain(
        executables={"made": ("{home}/node_modules/.bin/made",)},
        version=("{made}", "--version"),
        libraries={"unit": "{home}/site/unit"},
        npm=("made@1.2.3",),
        pip=("unit==4.5",),
        disk=12,
    )
    run = ("{made}", "--unit={unit}", "--in={home}", "{source}")


class Foreign(Made):
    """A language that only another Debian suite has."""

    toolchain = Toolchain(
        executables={"made": ("/usr/bin/made",)},
        version=(),
        apt=("madelang",),
        suite="oldsuite",
    )


@pytest.fixture
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWTONGUE_HOME", str(folder / "home"))
    return folder / "home/data/toolchains"


def named(language: Language, name: str) -> Language:
    language.name = name
    return language


def test_npm_and_pip_fill_a_folder_that_appears_whole(folder: Path, home: Path) -> None:
    packed = named(Packed(), "packed")
    write(folder / "bin/npm", "")
    calls: list[list[str]] = []

    def runner(argv: Sequence[str]) -> int:
        calls.append(list(argv))
        assert not (home / "packed").exists()
        partial = home / ".packed.partial"
        if argv[0] == "npm":
            write(partial / "node_modules/.bin/made", "made 9")
        else:
            (partial / "site/unit").mkdir(parents=True)
        return 0

    assert install.plan([packed]).lines() == [
        f"packed: made@1.2.3 unit==4.5 (npm, about 12 MB on disk) into {home / 'packed'}"
    ]
    install.install([packed], lambda _: None, runner)
    install.install([packed], lambda _: None, runner)
    assert [(call[0], call[-1]) for call in calls] == [
        ("npm", "made@1.2.3"),
        (sys.executable, "unit==4.5"),
    ]
    assert "--ignore-scripts" in calls[0]
    found = toolchains.find(packed)
    assert found.readable == (str(home / "packed"),)
    made, unit = str(home / "packed/node_modules/.bin/made"), str(home / "packed/site/unit")
    _, run = toolchains.commands(packed, found)
    assert run == (made, f"--unit={unit}", f"--in={home / 'packed'}", "main.made")
    assert install.remove(packed) == install.Removed(deleted=True, left=())
    assert install.remove(packed) == install.Removed(deleted=False, left=())
    assert isinstance(toolchains.look(packed), toolchains.Missing)


def test_what_fails_half_way_leaves_nothing(folder: Path, home: Path) -> None:
    packed = named(Packed(), "packed")
    write(folder / "bin/npm", "")
    with pytest.raises(MissingError) as failed:
        install.install([packed], lambda _: None, lambda argv: int(argv[0] != "npm"))
    assert "pip install" in (failed.value.hint or "")
    assert list(home.iterdir()) == []


def test_another_suite_is_unpacked_and_its_versions_are_kept(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_mirror", lambda: "mirror:/debian")
    write(folder / "bin/mmdebstrap", "")
    foreign = named(Foreign(), "foreign")

    def runner(argv: Sequence[str]) -> int:
        root = Path(argv[-2])
        assert list(argv[-3:]) == ["oldsuite", str(root), "mirror:/debian"]
        assert "--include=madelang" in argv
        write(root / "usr/bin/made", "")
        (root / "packages.txt").write_text("libc_2.1_amd64.deb\nlock\nmadelang_7.5_amd64.deb\n")
        return 0

    install.install([foreign], lambda _: None, runner)
    found = toolchains.find(foreign)
    assert found.root == str(home / "foreign")
    assert found.executables == {"made": "/usr/bin/made"}
    assert found.version == "oldsuite: madelang_7.5_amd64.deb"
    assert found.readable == ()
    first = found.fingerprint
    (home / "foreign/packages.txt").write_text("madelang_7.6_amd64.deb\n")
    toolchains.forget()
    assert toolchains.find(foreign).fingerprint != first
    (home / "foreign/packages.txt").unlink()
    toolchains.forget()
    assert isinstance(toolchains.look(foreign), toolchains.Missing)


def test_a_package_of_another_architecture_adds_it_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Narrow(Made):
        toolchain = Toolchain(
            executables={"made": ("made",)}, version=("{made}",), apt=("libc6:i386",)
        )

    write(folder / "bin/apt-get", "")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    apt = Apt(folder)
    install.install([named(Narrow(), "narrow")], lambda _: None, apt)
    assert apt.calls[0] == ["dpkg", "--add-architecture", "i386"]
    assert ["update" in call for call in apt.calls] == [False, True, False]


def test_python_is_a_real_binary_new_enough() -> None:
    found = toolchains.find(languages.get("python"))
    binary = Path(found.executables["python"])
    assert not binary.is_symlink()
    assert "shims" not in binary.parts
    assert binary.read_bytes()[:4] == b"\x7fELF" or sys.platform != "linux"
    assert found.version.startswith("Python 3.")


@pytest.mark.parametrize("name", languages.names())
def test_a_probe_stands_between_prompt_and_tests(name: str) -> None:
    language = languages.get(name)
    text = toolchains.probe_program(language, "right")
    prompt = language.prompt(toolchains.PROBE.doc, toolchains.PROBE.signature)
    assert text.startswith(prompt)
    assert text.endswith("\n" + language.tests(toolchains.PROBE))
