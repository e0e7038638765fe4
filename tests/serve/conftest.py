"""Tests that need the serve extra are left out where it is not installed; test_here.py says so."""

from __future__ import annotations

from importlib.util import find_spec

LIBRARIES = ("fastapi", "uvicorn", "schemathesis")
collect_ignore_glob = [] if all(map(find_spec, LIBRARIES)) else ["judge/*"]
