"""What is kept of a stream: its head and its tail, never more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newtongue.sandbox.stage import KEPT, Capture


@given(st.lists(st.integers(0, KEPT), max_size=6), st.integers(1, 5000))
def test_head_and_tail(sizes: list[int], step: int) -> None:
    whole = bytes(97 + i // step % 26 for i in range(sum(sizes)))
    capture, at = Capture(), 0
    for size in sizes:
        capture.add(whole[at : at + size])
        at += size
    if len(whole) <= 2 * KEPT:
        assert capture.text() == whole.decode()
    else:
        middle = f"\n[{len(whole) - 2 * KEPT} bytes left out]\n"
        assert capture.text() == whole[:KEPT].decode() + middle + whole[-KEPT:].decode()


def test_bytes_that_are_no_text() -> None:
    capture = Capture()
    capture.add(b"a\xffb")
    assert capture.text() == "a\ufffdb"
