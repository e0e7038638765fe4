"""What the tests of this folder need."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.conftest import need
from tests.serve.conftest import LIBRARIES


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_library_is_here(library: str) -> None:
    need(library, find_spec(library), "pip install '.[serve,dev]'")
