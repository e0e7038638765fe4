"""The Python on this machine as a source."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from pathlib import Path

import pytest

from newtongue.core.errors import UsageError
from newtongue.curate import collect
from newtongue.curate.collect import installed
from tests.curate.collect.reading import CODE, Taken, take


def package(home: Path, name: str, record: list[str] | None, **files: str) -> None:
    """A distribution as an installer leaves it."""
    info = home / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\nLicense: MIT\n")
    (info / "LICENSE").write_text(f"licence of {name}")
    for path, text in files.items():
        at = home / path.replace("__", "/").replace("_py", ".py")
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text)
    if record is not None:
        (info / "RECORD").write_text("\n".join(f"{path},sha256=x,1" for path in record) + "\n")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "site-packages"
    home.mkdir()
    monkeypatch.setattr(installed, "_homes", lambda: [str(home)])
    return home


def bare(**more: object) -> Taken:
    return take(collect.Installed(stdlib=False, **more))


def test_a_distribution_is_what_its_record_lists(home: Path) -> None:
    record = ["b/x.py", "b/__pycache__/x.pyc", "b-1.0.dist-info/LICENSE", "../../bin/b"]
    package(home, "b", record, b__x_py=CODE, b__unlisted_py=CODE)
    package(home, "A_a", ["a.py"], a_py="a = 1\n")
    taken = bare()
    assert [(f.repository, f.revision, f.path, f.licence) for f in taken.files] == [
        ("A_a", "1.0", "a.py", "MIT"),
        ("b", "1.0", "b/x.py", "MIT"),
    ]
    assert [f.text for f in taken.licences] == ["licence of b"]
    assert taken.drops == []
    assert [f.repository for f in bare(packages=["a-A"]).files] == ["A_a"]
    with pytest.raises(UsageError, match="not installed: nothing"):
        bare(packages=["nothing"])


def test_a_record_that_leads_out_is_refused(home: Path) -> None:
    secret = home.parent / "secret.py"
    secret.write_text("secret = 1\n")
    (home / "door").symlink_to(home.parent)
    (home / "window.py").symlink_to(secret)
    odd = [str(secret), "../secret.py", "x/../../secret.py", "door/secret.py", "window.py", "no.py"]
    package(home, "b", [*odd, "good.py"], good_py=CODE)
    taken = bare()
    assert taken.paths == ["good.py"]
    assert taken.reasons == {
        "door/secret.py": "symbolic link",
        "window.py": "symbolic link",
        "x/../../secret.py": "path leaves its folder",
        "no.py": "can't be read",
    }


def test_a_distribution_without_a_record(home: Path) -> None:
    package(home, "old", None, old__a_py=CODE, old__sub__a_py="a = 1\n")
    (home / "old-1.0.dist-info" / "top_level.txt").write_text("old\n../up\n")
    assert bare().paths == ["old/a.py", "old/sub/a.py"]


def test_metadata_in_another_encoding_and_a_damaged_record(home: Path) -> None:
    package(home, "old", ["old.py"], old_py=CODE)
    info = home / "old-1.0.dist-info"
    (info / "METADATA").write_bytes(b"Name: old\nVersion: 1.0\nAuthor: Andr\xe9\n")
    assert bare().paths == ["old.py"]
    (info / "RECORD").write_bytes(b'"' + b"x" * 200_000 + b"\n")
    (info / "top_level.txt").write_text("old\n")
    assert bare().paths == ["old.py"]


def test_newtongue_is_never_its_own_data(home: Path) -> None:
    package(home, "NewTongue", ["newtongue/a.py"], newtongue__a_py=CODE)
    assert bare().files == []


def test_nothing_is_imported(home: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    code = f"open({str(mark)!r}, 'w').close()\n"
    package(home, "b", ["ran_once.py"])
    (home / "ran_once.py").write_text(code)
    before = set(sys.modules)
    assert bare().paths == ["ran_once.py"]
    assert not mark.exists()
    assert "ran_once" not in set(sys.modules) - before


def test_the_fingerprint_is_of_versions_and_records(home: Path) -> None:
    package(home, "b", ["b.py"], b_py=CODE)
    source = collect.Installed(stdlib=False)
    first = collect.fingerprint(source)
    assert collect.fingerprint(source) == first
    package(home, "c", ["c.py"], c_py=CODE)
    second = collect.fingerprint(source)
    (home / "c-1.0.dist-info" / "RECORD").write_text("c.py,sha256=y,1\n")
    assert len({first, second, collect.fingerprint(source)}) == 3


def test_this_interpreter() -> None:
    source = collect.Installed(packages=["pydantic"])
    units = collect.units(source)
    assert units == collect.units(source)
    assert units[0].provenance.repository == "pydantic"
    rules = collect.Rules(languages=["python"])
    (first, *_) = [u for u in units if u.provenance.repository == "cpython"]
    files = [f for f in collect.read(first, rules) if isinstance(f, collect.File)]
    by_path = {file.path: file for file in files}
    textwrap = by_path["textwrap.py"]
    assert (textwrap.licence, textwrap.revision) == ("PSF-2.0", platform.python_version())
    assert textwrap.url.endswith("/Lib/textwrap.py")
    assert textwrap.text == Path(str(importlib.import_module("textwrap").__file__)).read_text()
    mine = [f for f in collect.read(units[0], rules) if isinstance(f, collect.File)]
    assert {f.revision for f in mine} == {importlib.metadata.version("pydantic")}
    assert {f.licence for f in mine} == {"MIT"}
