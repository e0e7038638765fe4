"""Golden programs: eight starter problems in each language, in its true file extension.

Each file is the whole program of the look-up stub, so that a reviewer reads prompt, stub and tests
as a compiler does. `pytest tests/languages/test_golden.py --snapshot-update` writes them anew.
"""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from newtongue import languages
from newtongue.benchmarks import base as benchmarks
from newtongue.translate import render

CHOSEN = (0, 3, 8, 13, 18, 24, 29, 35)


@pytest.mark.parametrize("index", CHOSEN)
@pytest.mark.parametrize("key", languages.names())
def test_programs_are_as_they_were(key: str, index: int, snapshot: SnapshotAssertion) -> None:
    language = languages.get(key)
    problem = benchmarks.load("starter").problems[index]

    class Golden(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = language.extension.lstrip(".")

    program = render.stub_program(problem, language)
    assert program == snapshot(extension_class=Golden, name=problem.name)
