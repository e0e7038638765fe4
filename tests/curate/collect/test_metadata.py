"""What packages say of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newtongue.curate.collect import metadata


def licence(*lines: str) -> str:
    said = metadata.parse("\n".join(["Name: x", "Version: 1", *lines, "", "License: GPL"]))
    assert said is not None
    return said.licence


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["License-Expression: mit"], "MIT"),
        (["License-Expression: Apache-2.0 OR BSD-2-Clause", "License: GPL"], None),
        (["License: BSD-3-Clause"], "BSD-3-Clause"),
        (["License: Apache 2.0"], "Apache-2.0"),
        (["License: MIT License"], "MIT"),
        (["License: BSD"], ""),
        (["License: Copyright (c) somebody, all rights reserved"], ""),
        (["Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (["License: UNKNOWN", "Classifier: License :: OSI Approved :: ISC License (ISCL)"], "ISC"),
        (["Classifier: License :: OSI Approved :: BSD License"], ""),
        (
            [
                "Classifier: License :: OSI Approved",
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: OSI Approved :: Apache Software License",
            ],
            "Apache-2.0 AND MIT",
        ),
        (
            [
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: OSI Approved :: GNU General Public License (GPL)",
            ],
            "",
        ),
        (["Classifier: Topic :: Software"], ""),
    ],
)
def test_licences(lines: list[str], expected: str | None) -> None:
    assert licence(*lines) == (
        expected or ("Apache-2.0 OR BSD-2-Clause" if expected is None else "")
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Home-page: https://example.org/a"], "https://example.org/a"),
        (["Home-page: javascript:alert(1)"], ""),
        (["Home-page: https://user:word@example.org/"], ""),
        (
            ["Project-URL: Source, http://a.example", "Home-page: http://b.example"],
            "http://a.example",
        ),
        (["Project-URL: Funding, https://c.example"], "https://c.example"),
    ],
)
def test_links(lines: list[str], expected: str) -> None:
    said = metadata.parse("\n".join(["Name: x", *lines]))
    assert said is not None
    assert said.url == expected


def test_no_name_is_no_package() -> None:
    assert metadata.parse("Version: 1\n\nName: x") is None
    assert metadata.parse(b"\xff\xfe\0") is None


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_anything_is_read(data: bytes | str) -> None:
    metadata.parse(b"Name: x\n" + data if isinstance(data, bytes) else "Name: x\n" + data)
