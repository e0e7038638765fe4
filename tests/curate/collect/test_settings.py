"""What a recipe may say of sources, and what is said of it where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from newtongue import recipes
from newtongue.core.errors import UsageError
from newtongue.curate import collect
from newtongue.curate.recipe import CurateRecipe

KINDS = "folder, git, archive, table, hub, installed"


@pytest.mark.parametrize(
    ("said", "field", "line", "message"),
    [
        ("folder: src/code", "sources.0", 3, f"needs `kind`: one of {KINDS}"),
        ("path: src/code", "sources.0", 3, f"needs `kind`: one of {KINDS}"),
        ("src/code", "sources.0", 3, f"begins with `kind`: one of {KINDS}"),
        ("kind: gti", "sources.0.kind", 3, "no such kind: 'gti' (did you mean 'git'?)"),
        ("kind: [git]", "sources.0.kind", 3, "no such kind: ['git']"),
        ("kind: git\n    path: x\n    branch: v1", "sources.0.branch", 5, "kind git (there are: "),
        ("kind: git\n    pth: x", "sources.0.pth", 4, "kind git (did you mean 'path'?)"),
        ("kind: git\n    1: x", "sources.0.1", None, "no such key in a source of kind git"),
        ("kind: git", "sources.0.git.path", 3, "is missing"),
    ],
)
def test_a_wrong_source_is_said_in_words_of_its_kind(
    tmp_path: Path, said: str, field: str, line: int | None, message: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"stage: curate\nsources:\n  - {said}\ncollect: {{languages: [python]}}\n")
    with pytest.raises(UsageError) as caught:
        recipes.load(CurateRecipe, "curate", path)
    assert caught.value.field == field
    assert message in caught.value.message
    assert line is None or caught.value.line == line


def test_the_keys_offered_are_those_of_the_kind(tmp_path: Path) -> None:
    data = {"stage": "curate", "collect": {"languages": ["lua"]}}
    source = {"kind": "git", "path": "x", "branch": "v1"}
    with pytest.raises(UsageError) as caught:
        recipes.check(CurateRecipe, {**data, "sources": [source]})
    for key in ("kind", "path", "revision", "include", "exclude", "licence", "name"):
        assert key in caught.value.message
    assert "batch" not in f"{caught.value} {caught.value.hint}"


def test_an_unknown_language_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("sources:\n  - kind: installed\ncollect:\n  languages: [jss]\n")
    with pytest.raises(UsageError, match="unknown language: 'jss'") as caught:
        recipes.load(CurateRecipe, "curate", path)
    assert (caught.value.line, caught.value.field) == (4, "collect.languages")


def test_sources_made_in_python_are_taken_as_they_are() -> None:
    one = collect.Folder(path="x")
    recipe = CurateRecipe(sources=[one], collect=collect.Rules(languages=["lua"]))
    assert recipe.sources == [one]
    assert CurateRecipe.model_validate(recipe.model_dump(mode="json")) == recipe


@pytest.mark.parametrize("kind", ["Folder", "Git", "Archive", "Table"])
def test_a_path_that_is_not_there_names_its_source(tmp_path: Path, kind: str) -> None:
    path = str(tmp_path / "none")
    source = getattr(collect, kind)(path=path)
    for ask in (collect.units, collect.fingerprint):
        with pytest.raises(UsageError, match="no such f") as caught:
            ask(source)
        assert caught.value.field == f"source {kind.lower()} {path}: path"


def test_default_names_do_not_depend_on_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        assert collect.Installed().label == "installed"
        assert collect.Folder(path="/some/where/").label == "folder:where"
        assert collect.Folder(path=f"../{name}/../one/x/..").label == "folder:one"
        assert collect.Hub(path="o/n").label == "hub:o/n"
