"""What every test may use: a temporary home, and one way to say that something is not here."""

from __future__ import annotations

import importlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers

from newtongue.core.home import cache_folder, data_folder

# no deadline: machines are shared; derandomized: what passes here passes on the next machine
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")
# nor is a draw to hang on which of our modules happen to be loaded: newer versions of hypothesis
# mix the constants in them into what they draw
if hasattr(providers, "_get_local_constants"):
    providers._get_local_constants = lambda: providers._local_constants

DATA = data_folder()
PREPARED = cache_folder() / "prepared"
REQUIRE = os.environ.get("NEWTONGUE_REQUIRE", "")
"""`all` turns every skip into a failure (CI); empty lets a test skip by name."""


def need(name: str, present: object, how: str) -> None:
    """Skip the test when `present` is false, naming what is absent and the command that adds it.

    Under NEWTONGUE_REQUIRE=all an absent thing is a failure.
    """
    if present:
        return
    line = f"{name} is not here: {how}"
    if REQUIRE == "all":
        pytest.fail(line)
    pytest.skip(line, allow_module_level=True)


def need_library(name: str, extra: str) -> Any:
    """A library of one of our extras, or a skip."""
    need(name, find_spec(name), f"pip install 'newtongue[{extra}]'")
    return importlib.import_module(name)


def need_program(name: str, how: str) -> str:
    """The path of an executable, or a skip."""
    path = shutil.which(name)
    need(name, path, how)
    return str(path)


def data_file(*stems: str) -> Path:
    """A benchmark file from NEWTONGUE_DATA, or a skip."""
    folders = [Path(p) for p in os.environ.get("NEWTONGUE_DATA", "").split(os.pathsep) if p]
    for folder in folders:
        for stem in stems:
            for ending in (".jsonl", ".jsonl.gz", ".json", ".json.gz"):
                if (path := folder / (stem + ending)).exists():
                    return path
    if not folders:  # these files can't be fetched: even CI may be without them
        pytest.skip(f"{stems[0]} is not here: set NEWTONGUE_DATA to a folder that holds it")
    need(stems[0], False, f"no folder in NEWTONGUE_DATA holds it ({folders})")
    raise AssertionError("unreachable")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test never touches the user's caches and downloads; it looks at the user's toolchains, and
    at what was prepared for them, which takes long to make.
    """
    monkeypatch.setenv("XDG_DATA_HOME", str(DATA.parent))
    cache = tmp_path_factory.mktemp("cache")
    PREPARED.mkdir(parents=True, exist_ok=True)
    (cache / "newtongue").mkdir()
    (cache / "newtongue/prepared").symlink_to(PREPARED)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    downloads = tmp_path_factory.mktemp("benchmarks")
    monkeypatch.setattr("newtongue.benchmarks.base._home", lambda: downloads)
    monkeypatch.delenv("NEWTONGUE_HOME", raising=False)
