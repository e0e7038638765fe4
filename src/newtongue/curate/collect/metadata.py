"""What a Python package says of itself: name, version, licence as an SPDX expression, home.

Core metadata as METADATA and PKG-INFO hold it. The licence is taken from `License-Expression`
(PEP 639), else from `License` where that is short and an expression or one of its usual spellings,
else from the classifiers that mean one licence ("BSD License" means two, "GPL" several versions).
Several classifiers are joined by AND: all of them have to be fit for what the files are used for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email.errors import MessageError
from email.parser import HeaderParser
from typing import Any

from newtongue.curate.collect.unit import Provenance

HEAD = 1_000_000
"""Bytes of metadata that are read; long descriptions come last."""
_SPOKEN = {
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "mit license": "MIT",
    "the mit license": "MIT",
    "bsd 2-clause license": "BSD-2-Clause",
    "2-clause bsd": "BSD-2-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "isc license": "ISC",
    "mpl 2.0": "MPL-2.0",
    "psf": "PSF-2.0",
    "public domain": "",
}
"""Usual spellings in the field License."""
_CLASSIFIED = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "zlib/libpng License": "Zlib",
    "The Unlicense (Unlicense)": "Unlicense",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
}
"""Classifiers (the part after the last `::`) that mean one licence."""
_LINK = re.compile(r"https?://[^\s<>\"{}@]{3,300}$")


def parse(data: str | bytes) -> Provenance | None:
    """What core metadata says; None where it names no package."""
    said = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    try:
        fields = HeaderParser().parsestr(said)
        name, version = _line(fields["Name"]), _line(fields["Version"])
        written, spoken = _line(fields["License-Expression"]), _line(fields["License"])
        classifiers = [_line(one) for one in fields.get_all("Classifier", [])]
        links = [_line(one) for one in fields.get_all("Project-URL", [])]
        home = _line(fields["Home-page"])
    except (MessageError, ValueError, TypeError):
        return None
    if not name:
        return None
    licence = expression(written) or expression(spoken) or _classified(classifiers)
    return Provenance(name, version, licence, url=_link(links, home))


def fields(said: Provenance) -> dict[str, Any]:
    """What was said, by name, for `dataclasses.replace`."""
    every = {
        "repository": said.repository,
        "revision": said.revision,
        "licence": said.licence,
        "url": said.url,
    }
    return {name: value for name, value in every.items() if value}


def _line(value: object) -> str:
    """Words in one line, without NUL, which separates the parts of a file's id."""
    return " ".join(str(value).replace("\0", "").split())[:2000] if value is not None else ""


def expression(said: str) -> str:
    """An SPDX expression, or one of its usual spellings, as an expression; empty for others."""
    if not said or len(said) > 500:
        return ""
    if said.lower() in _SPOKEN:
        return _SPOKEN[said.lower()]
    canonical = _canonical()
    return canonical(said) if canonical is not None else ""


def _canonical() -> Callable[[str], str] | None:
    try:
        from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
    except ImportError:  # packaging before 24.2
        return None

    def canonical(said: str) -> str:
        try:
            return str(canonicalize_license_expression(said))
        except (InvalidLicenseExpression, RecursionError):
            return ""

    return canonical


def _classified(classifiers: list[str]) -> str:
    """An expression of the licence classifiers; empty where one of them leaves it open."""
    said = [one.rsplit("::", 1)[1].strip() for one in classifiers if one.startswith("License ::")]
    meant = sorted({_CLASSIFIED.get(one, "") for one in said if one != "OSI Approved"})
    return "" if "" in meant else " AND ".join(meant)


def _link(links: list[str], home: str) -> str:
    """Where the package is at home: its source before its home page before anything else."""
    pairs = [one.partition(",")[::2] for one in links]
    named = {label.strip().lower(): link.strip() for label, link in pairs}
    order = ("source", "source code", "repository", "code", "github", "homepage", "home")
    for link in (*(named.get(label, "") for label in order), home, *named.values()):
        if _LINK.match(link):
            return link
    return ""
