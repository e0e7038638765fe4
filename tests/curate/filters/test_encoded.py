"""Encoded data: the cheap way finds just what plain patterns over the text find."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newtongue.core.dataset import File
from newtongue.curate.filters.encoded import Encoded, too_much
from newtongue.curate.filters.measures import look
from tests.curate.filters.texts import dropped, newlines, reason, texts

PLAIN = {
    "base64": re.compile(r"[a-zA-Z0-9+/\n=]{64,}"),
    "hexadecimal": re.compile(r"(?:\b(?:0x|\\x)?[0-9a-fA-F]{2}(?:,\s*|\b\s*)){8,}", re.ASCII),
    "escapes": re.compile(r"(?:\\u[0-9a-fA-F]{4}){8,}"),
}


def plainly(text: str, run: int | None, share: float | None) -> Encoded | None:
    """As it is published, over the text."""
    for kind, pattern in PLAIN.items():
        sizes = [len(match[0]) for match in pattern.finditer(text)]
        longest, total = max(sizes, default=0), sum(sizes)
        if (run is not None and longest > run) or (share is not None and total > share * len(text)):
            return Encoded(kind, longest, total)
    return None


@given(
    texts,
    st.one_of(st.none(), st.integers(0, 200)),
    st.one_of(st.none(), st.floats(0, 1)),
)
@example("ab,cd,ef,01,23,45,67,89", 22, None)
@example("ab,cd,ef,01,23,45,67,89", None, 0.99)
@example(" (" + "ab,cd,ef,01,23,45,67,89" + ")", None, 0.5)
@example("x" + "ab cd ef 01 23 45 67 89" * 2, 45, 0.9)
@example("A" * 64, 63, None)
@example(("A" * 63 + " ") * 40, 20, 0.5)
@example("  " + "A" * 70, 69, None)
@example("\\u00e9" * 8, 47, None)
@example("\\u00e9" * 7, 41, None)
def test_what_is_found_is_what_plain_patterns_find(
    text: str, run: int | None, share: float | None
) -> None:
    found = too_much(look(File(text, "a.py")), run, share)
    assert found == plainly(newlines(text), run, share)


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        ("QUJDREVGR0hJ", "base64"),
        ("0x12, 0x34, ", "hexadecimal"),
        ("0x12,0x34,\n    ", "hexadecimal"),
        ("\\xde\\xad", "hexadecimal"),
        ("de ad be ef ", "hexadecimal"),
        ("\\u00e9", "escapes"),
    ],
)
def test_each_form_is_dropped_when_it_is_long_or_most_of_the_file(piece: str, kind: str) -> None:
    code = "".join(f"x{n} = call({n}); // and some words\n" for n in range(400))
    long = File(f"{code}\n({piece * 300})", "a.js", language="javascript")
    most = File(f"x = '{piece * 12}';", "a.js", language="javascript")
    short = File(f"{code}\n({piece * 12})", "a.js", language="javascript")
    said = {"max_encoded_run": 1024, "max_encoded_share": 0.5}
    assert dropped(long, **said)[1].startswith(f"{kind}: ")
    assert dropped(most, **said)[0] == "encoded data"
    assert reason(short, **said) == ""
    assert reason(long, max_encoded_run=None, max_encoded_share=None) == ""


def test_indented_code_is_no_hexadecimal_data() -> None:
    code = "                        add(0)\n" * 200
    file = File(code, "a.py", language="python")
    assert reason(file, max_encoded_run=1024, max_encoded_share=0.5) == ""
