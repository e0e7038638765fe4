"""Texts that hypothesis makes of what filters look for, and a way to ask the step."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from newtongue.core.dataset import File
from newtongue.curate.filters import Filters, step
from newtongue.curate.step import Drop

_PIECES = st.one_of(
    st.sampled_from(("\n", "\r\n", "\r", "\n\n", "    ", "\t", " ", ",", ", ", "\\", "\\u", "x")),
    st.sampled_from(
        ("def f(x):", "return x + 1", "# größer als ß", "漢字", "٣٤", "\u00a0", "\x0c")
    ),
    st.builds(lambda n: "QUJDREVGR0g=" * n, st.integers(1, 12)),
    st.builds(lambda n: "deadbeef" * n, st.integers(1, 12)),
    st.builds(lambda n: "0x1f, " * n, st.integers(1, 30)),
    st.builds(lambda n: "1F,2e," * n, st.integers(1, 30)),
    st.builds(lambda n: "ab cd\n  " * n, st.integers(1, 30)),
    st.builds(lambda n: "\\x7f\\x80" * n, st.integers(1, 30)),
    st.builds(lambda n: "\\u00e9" * n, st.integers(1, 30)),
    st.builds(lambda n: "a" * n, st.integers(1, 130)),
    st.text(max_size=10),
)
texts = st.lists(_PIECES, max_size=25).map("".join)


def newlines(text: str) -> str:
    """The text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def reason(file: File, **said: Any) -> str:
    """Why the filters drop a file, or nothing; without a preset where none is named."""
    return dropped(file, **said)[0]


def dropped(file: File, **said: Any) -> tuple[str, str]:
    """The reason and the detail with which the filters drop a file, or two empty strings."""
    (one,) = step(Filters(**{"preset": None, **said}))([file])
    if isinstance(one, Drop):
        assert (one.step, one.file) == ("filters", file)
        return one.reason, one.detail
    assert one is file
    return "", ""
