"""Where newtongue keeps what it can make again (cache) and what it installs (data).

By the XDG base directory specification; NEWTONGUE_HOME overrides both.
"""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder of things that can be deleted at any time (`newtongue cache clear`)."""
    return _folder("cache", "XDG_CACHE_HOME", ".cache")


def data_folder() -> Path:
    """The folder of things that were installed for the user."""
    return _folder("data", "XDG_DATA_HOME", ".local/share")


def _folder(kind: str, variable: str, default: str) -> Path:
    if home := os.environ.get("NEWTONGUE_HOME"):
        return Path(home).expanduser() / kind
    base = os.environ.get(variable)
    return (Path(base) if base else Path.home() / default) / "newtongue"
