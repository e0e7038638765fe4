"""What may not be read: a reason that is counted, or one clear line, for another user than root."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.curate.collect.reading import CODE
from tests.curate.collect.test_git import make

READ = """
import json, os, sys
sys.path.insert(0, sys.argv[2])
from newtongue.core.errors import UsageError
from newtongue.curate import collect
from tests.curate.collect.reading import take
source = getattr(collect, sys.argv[1])(**json.loads(sys.argv[3]))
if os.geteuid() == 0:  # who may read all
    take(source)  # root's Python loads what it needs, where others may not look for it
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    taken = take(source)
    print(json.dumps([taken.paths, [[d.file.path, d.reason] for d in taken.drops]]))
except UsageError as error:
    print(json.dumps([error.message]))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that everybody may enter, as pytest's own is not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def told(kind: str, **settings: object) -> list[object]:
    """What another user gets of a source: [paths, drops], or [error]."""
    here = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", READ, kind, here, json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


def shut(*paths: Path) -> None:
    for path in paths:
        path.chmod(0)


def test_files_and_folders_that_are_shut(home: Path) -> None:
    for name in ("open.py", "shut.py", "deep/inner.d/a.py", "kept/a.py", "kept/LICENSE"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(f"# {name}\n{CODE}")
    shut(home / "shut.py", home / "deep" / "inner.d", home / "kept" / "LICENSE")
    assert told("Folder", path=str(home)) == [
        ["open.py", "kept/a.py"],
        [
            ["kept/LICENSE", "can't be read"],
            ["shut.py", "can't be read"],
            ["deep/inner.d", "can't be read"],
        ],
    ]


def test_a_repository_that_is_shut_is_counted_by_its_name(home: Path) -> None:
    for name in ("one", "two"):
        (home / name).mkdir()
        (home / name / "a.py").write_text(CODE)
    shut(home / "one")
    assert told("Folder", path=str(home), repositories=True) == [
        ["a.py"],
        [["one 1", "can't be read"]],
    ]
    assert told("Folder", path=str(home / "one")) == [f"can't be read: {home / 'one'}"]
    shut(home)
    (said,) = told("Folder", path=str(home / "two"))
    assert str(said).startswith("can't be read: ")


@pytest.mark.parametrize("part", ["", ".git", ".git/objects"])
def test_a_git_repository_that_is_shut(home: Path, part: str) -> None:
    for name in ("one", "two"):
        make(home / name, {"a.py": CODE.encode()}).close()
    shut(home / "one" / part)
    assert told("Git", path=str(home)) == [["a.py"], [["one", "can't be read"]]]


def test_tables_and_archives_that_are_shut(home: Path) -> None:
    (home / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps({"content": CODE}).encode()))
    (home / "b.jsonl").write_text(json.dumps({"content": CODE}))
    shut(home / "a.jsonl.gz")
    named = {"text": "content"}
    paths, drops = told("Table", path=str(home), columns=named)
    assert (paths, drops) == (["b/1.py"], [["a", "can't be read"]])
    (home / "a.zip").write_bytes(b"PK")
    shut(home / "a.zip")
    assert told("Archive", path=str(home))[1][0] == ["a.zip", "can't be read"]  # type: ignore[index]
