"""What the judge's tests share."""

from __future__ import annotations

from newtongue import languages, toolchains
from newtongue.core.errors import MissingError
from tests.conftest import need


def toolchain(key: str) -> toolchains.Found:
    try:
        return toolchains.find(languages.get(key))
    except MissingError as missing:
        need(f"the {key} toolchain", False, str(missing.hint))
        raise
