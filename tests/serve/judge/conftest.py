"""A script for the pools of a service, with every toolchain in place."""

from __future__ import annotations

import pytest

from tests.serve.judge.scripted import Script, prepare


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """What the service's pools do; change it before or while they run."""
    made = Script()
    prepare(made, monkeypatch)
    return made
