"""A folder of code: what is read, what is refused, and that nothing leads out of it or blocks."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from newtongue.core.errors import UsageError
from newtongue.curate import collect
from newtongue.curate.collect import folder
from tests.curate.collect.reading import CODE, take


def write(root: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def test_files_come_in_order_with_their_provenance(tmp_path: Path) -> None:
    root = tmp_path / "project"
    for name in ("b/z.py", "b/a.py", "a.py", "c.py", "b/c/x.py"):
        write(root, **{name.replace("/", "__"): CODE + f"# {name}\n"})
    taken = take(collect.Folder(path=str(root), licence="MIT"))
    assert taken.paths == ["a.py", "c.py", "b/a.py", "b/z.py", "b/c/x.py"]
    first = taken.files[0]
    assert (first.source, first.repository, first.licence) == ("folder:project", "project", "MIT")
    assert (first.language, first.text) == ("python", CODE + "# a.py\n")


def test_each_folder_may_be_a_repository(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "a.py").write_text(CODE)
    (tmp_path / "two" / "a.py").write_text(CODE)
    taken = take(collect.Folder(path=str(tmp_path), repositories=True))
    assert [(f.repository, f.path) for f in taken.files] == [("one", "a.py"), ("two", "a.py")]


def test_patterns_choose(tmp_path: Path) -> None:
    for name in ("a.py", "tests/a.py", "deep/er/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(CODE)
    source = collect.Folder(path=str(tmp_path), include=["*.py"], exclude=["tests/*"])
    assert take(source).paths == ["a.py", "deep/er/b.py"]
    assert take(collect.Folder(path=str(tmp_path), include=["deep/*"])).paths == ["deep/er/b.py"]


def test_a_large_folder_is_cut_and_each_part_has_the_licences_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "FILES", 2)
    for name in ("a.py", "b.py", "x/c.py", "x/d.py", "y/e.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / "LICENSE").write_text("top")
    (tmp_path / "x" / "COPYING.LESSER").write_text("of x")
    (tmp_path / "LICENSES").mkdir()
    (tmp_path / "LICENSES" / "MIT.txt").write_text("reuse")
    source = collect.Folder(path=str(tmp_path))
    every = collect.units(source)
    assert [unit.parts for unit in every] == [("a.py", "b.py"), ("x/c.py", "x/d.py"), ("y/e.py",)]
    top = ("LICENSE", "LICENSES/MIT.txt")
    assert [unit.shared for unit in every] == [top, (*top, "x/COPYING.LESSER"), top]
    assert [len(pickle.dumps(unit)) < 2000 for unit in every] == [True] * 3
    rules = collect.Rules(languages=["python"])
    items = [item for unit in every for item in collect.read(unit, rules, licences=True)]
    texts = [getattr(item, "text", "") for item in items]
    assert texts[:4] == ["top", "reuse", "# a.py\n", "# b.py\n"]
    assert len(items) == len(texts) == 12
    without = [item for unit in every for item in collect.read(unit, rules)]
    assert len(without) == 5


def test_the_manifests_of_the_root_are_asked_for_the_licence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "FILES", 1)
    write(tmp_path, **{"package.json": "{}", "deep__package.json": "{}", "deep__a.py": CODE})
    write(tmp_path, **{"setup.cfg": "#" * 300_000, "b.py": "b = 1\n"})
    every = collect.units(collect.Folder(path=str(tmp_path)))
    assert {unit.shared for unit in every} == {("package.json", "setup.cfg")}
    taken = take(collect.Folder(path=str(tmp_path)))
    assert {file.path for file in taken.licences} == {"package.json"}
    assert taken.paths == ["b.py", "deep/a.py"]
    reasons = dict.fromkeys(("package.json", "deep/package.json", "setup.cfg"), "other language")
    assert taken.reasons == reasons
    assert len(taken.drops) == 3
    assert "package.json" in take(collect.Folder(path=str(tmp_path)), languages=["json"]).paths


def test_code_about_licences_is_code(tmp_path: Path) -> None:
    for name in ("license.py", "copyright_check.py", "LICENSE-MIT", "NOTICE.md"):
        (tmp_path / name).write_text(CODE)
    taken = take(collect.Folder(path=str(tmp_path)))
    assert taken.paths == ["copyright_check.py", "license.py"]
    assert [file.path for file in taken.licences] == ["LICENSE-MIT", "NOTICE.md"]


def test_links_are_refused_and_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    secret = tmp_path / "secret.py"
    secret.write_text("secret = 1\n")
    (root / "link.py").symlink_to(secret)
    (root / "a" / "round").symlink_to(root)
    (root / "up.py").symlink_to(root / "up.py")
    (root / "gone.py").symlink_to(tmp_path / "nothing")
    (root / "a" / "real.py").write_text(CODE)
    taken = take(collect.Folder(path=str(root)))
    assert taken.paths == ["a/real.py"]
    assert {taken.reasons[name] for name in ("link.py", "up.py", "gone.py")} == {"symbolic link"}
    assert taken.reasons["a/round"] == "symbolic link" or "a/round" in taken.reasons


def test_a_file_behind_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.py").write_text("secret = 1\n")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "in").symlink_to(tmp_path / "out")
    root = str(tmp_path / "root")
    with pytest.raises(collect.unit.Refused, match="symbolic link"):
        folder.read_regular(root, f"{root}/in/a.py", 1000)
    with pytest.raises(collect.unit.Refused, match="symbolic link"):
        folder.read_regular(root, f"{root}/../out/a.py", 1000)


def test_pipes_and_sockets_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's path is short
        try:
            one.bind("socket.py")
        finally:
            os.chdir(here)
        source = collect.Folder(path=str(tmp_path))
        assert set(take(source).reasons.items()) == {
            ("pipe.py", "not a plain file"),
            ("socket.py", "not a plain file"),
        }
        assert len(collect.fingerprint(source)) == 64


def test_names_that_no_text_holds_are_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"na\xefve.py")).write_text(CODE)
    (tmp_path / "new\nline.py").write_text(CODE)
    (tmp_path / "é.py").write_text(CODE)
    taken = take(collect.Folder(path=str(tmp_path)))
    assert taken.paths == ["é.py"]
    assert taken.reasons == {
        "na\\udcefve.py": "name is not UTF-8",
        "new\\x0aline.py": "control characters in its name",
    }


def test_unreadable_files_and_folders_are_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked.py").write_text(CODE)
    (tmp_path / "shut").mkdir()
    (tmp_path / "open.py").write_text(CODE)
    opened, listed = os.open, os.scandir

    def refuse_file(path: str, *rest: int) -> int:
        if str(path).endswith("locked.py"):
            raise PermissionError(13, "no")
        return opened(path, *rest)

    def refuse_folder(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "no")
        return listed(path)

    monkeypatch.setattr(folder.os, "open", refuse_file)
    monkeypatch.setattr(folder.os, "scandir", refuse_folder)
    taken = take(collect.Folder(path=str(tmp_path)))
    assert taken.paths == ["open.py"]
    assert taken.reasons["locked.py"] == "can't be read"
    assert taken.reasons["shut"] == "can't be read"


def test_no_more_than_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = tmp_path / "big.py"
    with big.open("wb") as file:
        file.truncate(100_000_000)  # one line of NUL bytes
    (tmp_path / "line.py").write_bytes(b"x" * 1_000_001)
    (tmp_path / "fits.py").write_bytes(b"#" * 1_000_000)
    read, sizes = os.read, []

    def count(handle: int, size: int) -> bytes:
        data = read(handle, size)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(folder.os, "read", count)
    taken = take(collect.Folder(path=str(tmp_path)))
    assert taken.paths == ["fits.py"]
    assert taken.reasons == {"big.py": "too large", "line.py": "too large"}
    assert sum(sizes) <= 1_000_001


def test_the_fingerprint_is_of_names_and_bytes(tmp_path: Path) -> None:
    source = collect.Folder(path=str(tmp_path), exclude=["*.log"])
    (tmp_path / "a.py").write_text("1\n")
    prints = [collect.fingerprint(source)]
    (tmp_path / "x.log").write_text("not chosen")
    os.utime(tmp_path / "a.py", (1, 1))
    assert collect.fingerprint(source) == prints[0]
    (tmp_path / "a.py").write_text("2\n")
    prints.append(collect.fingerprint(source))
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    prints.append(collect.fingerprint(source))
    assert len(set(prints)) == 3


def test_any_process_reads_the_same(tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / f"{n}.py").write_text(f"x = {n}\n")
    code = (
        "import sys\nfrom newtongue.curate import collect\n"
        "source = collect.Folder(path=sys.argv[1], name='s')\n"
        "rules = collect.Rules(languages=['lua', 'python'])\n"
        "print(collect.fingerprint(source))\n"
        "print([f.id for u in collect.units(source) for f in collect.read(u, rules)])\n"
    )
    seen = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(tmp_path)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        seen.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert len(seen) == 1
    assert seen.pop().count(b"'") == 40


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        collect.units(collect.Folder(path=str(tmp_path / "no")))
