"""The verdict channel as a pure function of bytes: what counts, and that nothing else does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newtongue.sandbox.channel import LONGEST, LONGEST_VALUE, SHOWN, Channel


def test_right_count_and_nonce_answers() -> None:
    channel = Channel(3)
    nonce = channel.feed(b"ready 3\n")
    assert len(nonce) == 33
    assert int(nonce, 16) >= 0
    assert not channel.answered
    assert channel.feed(b"nonce " + nonce) == b""
    assert (channel.ready, channel.answered) == (3, True)


def test_each_nonce_is_fresh() -> None:
    assert len({Channel(1).feed(b"ready 1\n") for _ in range(100)}) == 100


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_another_count_gets_an_empty_line(asked: int, said: int) -> None:
    channel = Channel(asked)
    reply = channel.feed(b"ready %d\n" % said)
    assert (reply != b"\n") == (asked == said)
    assert channel.ready == said


@given(st.integers(0, 9))
def test_the_first_ready_is_the_only_one(said: int) -> None:
    channel = Channel(10)
    channel.feed(b"ready %d\n" % said)
    assert channel.feed(b"ready 10\n") == b""
    assert channel.ready == said


def test_values_come_each_once_and_in_order() -> None:
    channel = Channel(3)
    channel.feed(b"value 1 b\nvalue 0 a\nvalue 0 x\nvalue 2 c\nvalue 1 b c\nvalue x\nvalue 2\n")
    channel.feed(b"value 3 d\nvalue 2 e\n")
    assert channel.values == ["a", "b c", ""]


@given(st.integers(1, 9999))
def test_a_value_may_be_longer_than_another_record(size: int) -> None:
    channel = Channel(2)
    line = b"value 0 " + b"x" * (LONGEST_VALUE - 8)
    late = b"value 0 " + b"x" * (LONGEST_VALUE - 7)
    told = late + b"\n" + line + b"\nvalue 1 y\n"
    for at in range(0, len(told), size + 3000):
        channel.feed(told[at : at + size + 3000])
    assert channel.values == ["x" * (LONGEST_VALUE - 8), "y"]


def test_no_nonce_after_a_failure() -> None:
    channel = Channel(2)
    assert channel.feed(b"failed 0 7\nready 2\n") == b"\n"
    assert channel.failed == "0 7"


def test_the_first_failure_is_kept_and_cut() -> None:
    channel = Channel(9)
    channel.feed(b"failed x 1\nfailed 4 " + b"\xff" * (LONGEST - 20) + b"\nfailed 5 b\n")
    assert channel.failed == "4 " + "\ufffd" * SHOWN


def test_a_nonce_before_ready_or_a_wrong_one_never_counts() -> None:
    channel = Channel(1)
    channel.feed(b"nonce \n nonce 0\n" + b"nonce " + b"0" * 32 + b"\n")
    nonce = channel.feed(b"ready 1\n")
    for forged in (b"nonce \n", b"nonce " + b"0" * 32 + b"\n", b"nonce " + nonce[:-2] + b"\n"):
        channel.feed(forged)
    assert not channel.answered


def test_a_record_that_is_too_long_is_passed_over_whole() -> None:
    channel = Channel(1)
    assert channel.feed(b"x" * (LONGEST + 1)) == b""
    assert channel.feed(b"ready 1\n") == b""  # the end of the long one
    assert channel.feed(b"ready 1\n") != b""


@given(st.lists(st.binary(max_size=50) | st.sampled_from([b"ready 1\n", b"\n", b"failed 0 "])))
def test_nothing_crashes_and_memory_is_bounded(pieces: list[bytes]) -> None:
    channel = Channel(1)
    for piece in pieces:
        channel.feed(piece)
        assert len(channel._partial) <= LONGEST
    assert not channel.answered


@given(st.data())
def test_how_the_bytes_are_cut_does_not_matter(data: st.DataObject) -> None:
    text = b"junk\nfailed 1 a\nready 4\nfailed 2 b\nready 5\n" + b"y" * 5000 + b"\nnonce 1\n"
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=9)))
    channel = Channel(4)
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        channel.feed(text[start:end])
    assert (channel.failed, channel.ready, channel.answered) == ("1 a", 4, False)
