"""The catalogue names what is there, and all that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.attacks import catalogue

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs" / "security.md"


def test_what_the_catalogue_names_is_there() -> None:
    assert len(catalogue.STUDIED) == 44
    assert not set(catalogue.STUDIED) & set(catalogue.MORE)
    there = {one.name for table in catalogue.TABLES.values() for one in table}
    for folder in ("sandbox", "attacks"):
        for file in (TESTS / folder).glob("test_*.py"):
            tree = ast.parse(file.read_text())
            there |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for kind, names in (catalogue.STUDIED | catalogue.MORE).items():
        assert names, kind
        assert set(names) <= there, kind


def test_every_attack_is_in_the_catalogue() -> None:
    named = {n for names in (catalogue.STUDIED | catalogue.MORE).values() for n in names}
    made = {one.name for table in catalogue.TABLES.values() for one in table}
    assert made <= named
    assert len(catalogue.lines()) == len(catalogue.STUDIED | catalogue.MORE)


def test_names_are_unique_in_a_table() -> None:
    for table in catalogue.TABLES.values():
        names = [one.name for one in table]
        assert len(names) == len(set(names))


def test_what_gets_through_today_is_what_the_docs_list() -> None:
    made = {one.name: one.open for table in catalogue.TABLES.values() for one in table}
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", DOCS.read_text(), re.MULTILINE)
    assert set(rows) & set(made) == {name for name, why in made.items() if why}
