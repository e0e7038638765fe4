"""Whether the tests of models in this process were run at all."""

from __future__ import annotations

from importlib.util import find_spec

from tests.conftest import need


def test_the_train_extra_is_here() -> None:
    need("torch", find_spec("torch"), "pip install 'newtongue[train]'")
    need("transformers", find_spec("transformers"), "pip install 'newtongue[train]'")
