"""Tests that need torch are left out where it is not installed; tests/models says so by name."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]
