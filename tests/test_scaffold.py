"""`languages new`: what it writes prints, passes the linter, and hides nobody's files."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from newtongue import languages, scaffold
from newtongue.core.errors import UsageError
from tests.conftest import need

ROOT = Path(__file__).parents[1]
PROBES = {"right", "wrong", "broken", "slow", "exits_early"}


def plug_in(folder: Path, name: str, module: str) -> None:
    """What pip would write of an installed plug-in."""
    info = folder / f"newtongue_{name}-0.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: newtongue-{name}\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text(f"[newtongue.languages]\n{name} = {module}\n")


def call(*words: str, cwd: Path, path: Sequence[Path] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newtongue", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))},
        check=False,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("new")
    done = call("languages", "new", "old_norse", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "newtongue-old_norse", json.loads(done.stdout)


def test_a_plug_in_with_everything(made: tuple[Path, dict[str, object]]) -> None:
    folder, answer = made
    files = {str(p.relative_to(folder.parent)) for p in folder.rglob("*") if p.is_file()}
    assert files == set(answer["files"])  # type: ignore[call-overload]
    probes = folder / "newtongue_old_norse" / "probes" / "old_norse"
    assert {p.name for p in probes.iterdir()} == {f"{probe}.old_norse" for probe in PROBES}
    steps = answer["next"]
    assert isinstance(steps, list)
    assert "newtongue_old_norse/old_norse.py" in steps[0]
    assert steps[1] == "pip install -e newtongue-old_norse"
    assert "languages check old_norse" in steps[-1]


def test_what_is_written_passes_the_linter(made: tuple[Path, dict[str, object]]) -> None:
    need("ruff", importlib.util.find_spec("ruff"), "pip install ruff")
    folder, _ = made
    for words in (["check", "--isolated"], ["check"], ["format", "--check"]):
        house = [] if "--isolated" in words else ["--config", str(ROOT / "pyproject.toml")]
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--no-cache", *house, str(folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_it_prints_at_once_and_says_what_is_missing(made: tuple[Path, dict[str, object]]) -> None:
    folder, _ = made
    if not list(folder.glob("*.dist-info")):
        plug_in(folder, "old_norse", "newtongue_old_norse.old_norse")
    done = call("translate", "starter", "--to", "old_norse", cwd=folder, path=[folder])
    assert done.returncode == 0, done.stderr
    assert "starter -> old_norse: 36 of 40 problems" in done.stdout
    done = call("languages", "check", "old_norse", cwd=folder, path=[folder])
    assert done.returncode == 1
    assert "no old_norse here" in done.stdout


def test_in_a_checkout_it_joins_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "_checkout", lambda: tmp_path)
    made = scaffold.plan("norse")
    scaffold.write(made)
    home = tmp_path / "src" / "newtongue" / "languages"
    assert (home / "norse.py").read_text().count("class Norse(Language)") == 1
    assert {p.name for p in (home / "probes" / "norse").iterdir()} == {
        f"{probe}.norse" for probe in PROBES
    }
    assert not any("pip install" in step for step in made.steps)
    assert "--snapshot-update" in made.steps[-1]


def test_the_checkout_is_found_from_inside_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert next(iter(scaffold.plan("norse").files)).parts[0] == "newtongue-norse"
    assert next(iter(scaffold.plan("norse", Path("here")).files)).parts[0] == "here"
    if Path(languages.__file__).is_relative_to(ROOT):
        monkeypatch.chdir(ROOT / "tests")
        found = {path.relative_to(ROOT) for path in scaffold.plan("norse").files}
        assert Path("src/newtongue/languages/norse.py") in found


@pytest.mark.parametrize("name", ["Norse", "old-norse", "1c", "class", "base", "", "a/b", ".."])
def test_a_name_that_cannot_be_a_key(name: str) -> None:
    with pytest.raises(UsageError, match="can't be the key"):
        scaffold.plan(name)


@pytest.mark.parametrize("name", ["lua", "rs"])
def test_a_name_that_is_taken(name: str) -> None:
    with pytest.raises(UsageError, match="already"):
        scaffold.plan(name)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "newtongue_norse" / "norse.py"
    there.parent.mkdir()
    there.write_text("mine")
    with pytest.raises(UsageError, match="nothing was written") as caught:
        scaffold.plan("norse", tmp_path)
    assert caught.value.file == str(there)
    assert there.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = 3\n", "TypeError"),
        ("", "AttributeError"),
        ("import absent_module\n", "ModuleNotFoundError"),
        ("def f(:\n", "SyntaxError"),
        ("from newtongue.languages.lua import Lua\nlanguage = Lua()\n", "TypeError: `warm` needs"),
    ],
)
def test_a_plug_in_under_work_is_named_and_stops_no_other(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "half_done.py").write_text(text)
    plug_in(tmp_path, "norse", "half_done")
    done = call("translate", "starter", "--to", "norse", cwd=tmp_path, path=[tmp_path])
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert f"norse can't be loaded: {says}" in done.stderr
    done = call("translate", "starter", "--to", "rs", "--limit", "1", cwd=tmp_path, path=[tmp_path])
    assert done.returncode == 0, done.stderr
