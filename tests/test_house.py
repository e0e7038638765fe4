"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import newtongue
from newtongue import languages, recipes
from newtongue.cli import app
from tests import conformance, docs

HOUSE = Path(newtongue.__file__).parent
ROOT = HOUSE.parents[1]
FORBIDDEN = {"utils", "common", "helpers", "misc", "manager", "handler", "types"}


def modules() -> list[Path]:
    found = [f for f in sorted(HOUSE.rglob("*.py")) if "probes" not in f.parts]
    assert len(found) > 40
    return found


def named(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Strings that a piece of code compares with, looks up, or matches."""
    if isinstance(node, ast.Compare):
        for side in (node.left, *node.comparators):
            parts = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield node.lineno, part.value
    elif isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant):
        yield node.lineno, str(node.value.value)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield node.lineno, key.value


def language_comparisons(source: str) -> list[tuple[int, str]]:
    every = (word for key in languages.names() for word in (key, *languages.get(key).aliases))
    keys = {word for word in every if len(word) >= 3}
    return [hit for node in ast.walk(ast.parse(source)) for hit in named(node) if hit[1] in keys]


def test_no_language_is_named_outside_its_file() -> None:
    found = [
        f"{file.relative_to(HOUSE)}:{line}: {name}"
        for file in modules()
        if "languages" not in file.parts
        for line, name in language_comparisons(file.read_text())
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "if language == 'rust': pass",
        "x = name in ('lua', 'java')",
        "match key:\n    case 'python': pass",
        "commands = {'java': 1, 'x': 2}",
        "if tag == 'clj': pass",
    ],
)
def test_the_rule_sees_each_way_of_naming_a_language(source: str) -> None:
    assert language_comparisons(source)


def test_every_file_opens_with_a_line_that_says_what_it_is() -> None:
    written = [f for f in (ROOT / "tests").rglob("*.py") if "__snapshots__" not in f.parts]
    files = [*modules(), *sorted(written)]
    bare = [str(f) for f in files if not ast.get_docstring(ast.parse(f.read_text()))]
    assert not bare


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [str(f) for f in modules() if f.stem in FORBIDDEN or f.parent.name in FORBIDDEN]


def test_tests_mirror_the_rooms() -> None:
    rooms = {f.name for f in HOUSE.iterdir() if f.is_dir() and (f / "__init__.py").exists()}
    mirrored = {f.name for f in (ROOT / "tests").iterdir() if f.is_dir()}
    assert rooms - mirrored <= {"recipes"}, "a room without tests"


def test_every_language_has_its_probes() -> None:
    assert len(languages.names()) >= 4
    for name in languages.names():
        extension = languages.get(name).extension
        present = {p.name for p in languages.probes(name).iterdir()}
        wanted = {"right", "wrong", "broken", "slow", "exits_early"}
        assert present == {f"{probe}{extension}" for probe in wanted}, name


def test_every_language_has_its_golden_files() -> None:
    names = [p.name for p in (ROOT / "tests/languages/__snapshots__").rglob("*") if p.is_file()]
    for key in languages.names():
        golden = [n for n in names if f"[{key}-" in n and n.endswith(languages.get(key).extension)]
        # where a starter problem can't be said there is no golden program of it
        assert 6 <= len(golden) <= 8, key
        assert f"test_literals_are_as_they_were[{key}].tsv" in names


def test_every_recipe_loads_and_says_what_it_makes() -> None:
    from newtongue.curate.recipe import CurateRecipe
    from newtongue.evaluate.recipe import EvaluateRecipe, GenerateRecipe, JudgeRecipe
    from newtongue.teach import TeachRecipe
    from newtongue.train.recipe import TrainRecipe

    kinds: dict[str, type[recipes.Recipe]] = {
        "curate": CurateRecipe,
        "teach": TeachRecipe,
        "train": TrainRecipe,
        "evaluate": EvaluateRecipe,
        "generate": GenerateRecipe,
        "judge": JudgeRecipe,
    }
    files = sorted((ROOT / "recipes").rglob("*.yaml"))
    assert len(files) >= 3
    for file in files:
        text = file.read_text()
        assert text.startswith("#"), f"{file}: the head says what it makes"
        assert "newtongue " in text.split("\nstage")[0], f"{file}: and the line that runs it"
        stage = yaml.safe_load(text)["stage"]
        assert recipes.load(kinds[stage], stage, file).stage == stage


def test_help_answers_without_torch() -> None:
    code = (
        "import sys\n"
        "from newtongue.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n"
        "    assert not end.code\n"
        "assert not {'torch', 'transformers', 'pyarrow', 'numpy', 'pydantic'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_readmes_tree_is_what_a_clean_clone_shows() -> None:
    text = (ROOT / "README.md").read_text()
    tree = re.search(r"```\n(README\.md.*?)```", text, re.DOTALL)
    assert tree, "README.md has a block that draws the tree"
    drawn = set(re.findall(r"^ *([\w.]+/?) ", tree.group(1), re.MULTILINE))
    rooms = {f.name for f in HOUSE.iterdir() if not f.name.startswith("_") and f.name != "py.typed"}
    there = {f"{r}/" if (HOUSE / r).is_dir() else r for r in rooms}
    assert there <= drawn, f"not drawn: {sorted(there - drawn)}"
    top = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    tracked = {f"{line.split('/')[0]}/" if "/" in line else line for line in top}
    inside = there | {"README.md", "src/", "newtongue/"}
    gone = {name for name in drawn if name not in tracked and name not in inside}
    assert not gone, f"drawn but not there: {sorted(gone)}"


def test_generated_pages_are_current() -> None:
    assert docs.PAGE.read_text(encoding="utf-8") == docs.current(), "make docs"


@pytest.mark.parametrize("key", languages.names())
def test_what_was_proven_is_what_stands_here(key: str) -> None:
    """A language's file, its parents' or the base changed since: `make conformance LANGUAGES=...`.

    Where the change leaves its programs as they were, that only dates the row anew.
    """
    row = json.loads(conformance.TABLE.read_text())[key]
    assert row["sources"] == conformance.sources(languages.get(key))
    assert row["commands"] == conformance.commands(languages.get(key))
    assert not conformance.surprises(row)


def test_the_image_copies_and_calls_what_is_there() -> None:
    text = (ROOT / "images/Containerfile").read_text()
    calls = re.findall(r"venv/bin/newtongue ([a-z ]+?)((?: --[a-z]+)+)", text)
    assert calls == [("languages install", " --all --yes --unchecked")]
    for verb, flags in calls:
        helped = CliRunner().invoke(app, [*verb.split(), "--help"], env={"COLUMNS": "200"}).output
        assert all(flag in helped for flag in flags.split())
    assert 'ENTRYPOINT ["/opt/newtongue/venv/bin/newtongue"]' in text
    line = re.search(r"#   podman run (.*)", text)
    assert line
    shown = " ".join((ROOT / "docs/security.md").read_text().split())
    assert f"podman run {line[1].replace(' newtongue ', ' IMAGE ')}" in shown
