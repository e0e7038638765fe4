"""The worker's side of a program in C and in Python: both see the same, whatever it writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Job
from newtongue.sandbox.channel import LONGEST, LONGEST_VALUE
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.stage import KEPT
from tests.sandbox.programs import SMALL, TIERS, TWIN, opened, python

pytestmark = pytest.mark.sandbox
ASSERTIONS = 3
WRITER = """
import json, os
for where, size, text in json.loads({!r}):
    data = text.encode("latin-1")
    data = data[:1] * size + data if size else data
    if where == 3:
        os.set_blocking(3, False)
        try:
            data = b"nonce " + os.read(3, 100)
        except BlockingIOError:
            continue
        where = {records}
    while data:
        data = data[os.write(where, data):]
"""
_LINES = (
    *("ready 3\n", "ready 3", "ready 4\n", "ready 03\n", "ready -1\n", "ready \n", "\n"),
    *("ready 12345678901\n", " ready 3\n", "READY 3\n", "\0ready 3\n", "\xff\xfe\n", "rea"),
    *("failed 1 x\n", "failed 1\n", "failed x\n", "failed  1\n", "value 0 a\n", "value 1 b\n"),
    *("nonce \n", "nonce 0\n"),
)
WORDS = st.sampled_from(_LINES)
SIZES = st.sampled_from([0, 0, 0, 0, 1, LONGEST - 8, LONGEST, LONGEST + 1, LONGEST_VALUE, KEPT + 1])
STEPS = st.lists(st.tuples(st.sampled_from([1, 2, 4, 4, 4, 3]), SIZES, WORDS), max_size=8)


@pytest.fixture(scope="module")
def pools() -> Iterator[tuple[Pool, Pool]]:
    with opened(TIERS[0]) as in_c, opened(TIERS[0] + TWIN) as twin:
        yield in_c, twin


def seen(execution: Execution) -> Execution:
    """What must be alike."""
    return replace(execution, cpu=0, wall=0, peak_memory=0)


def writer(steps: list[tuple[int, int, str]], *, streams: bool = False) -> Job:
    """Writes so many times the first character of a text, then the text, to a descriptor; 3 stands
    for what can be read there now, said as the nonce.
    """
    said = [(1 if streams and where == 4 else where, *rest) for where, *rest in steps]
    text = WRITER.format(json.dumps(said), records=1 if streams else 4)
    if streams:
        text = text.replace("set_blocking(3", "set_blocking(0").replace("os.read(3", "os.read(0")
    job = python(text, assertions=ASSERTIONS, cpu=5, limits=replace(SMALL, output=400 << 10))
    return replace(job, streams=streams)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example([(4, 0, "ready 3\n"), (3, 0, "")], False)
@example(
    [(4, 0, "rea"), (4, 0, "dy 3\n"), (3, 0, ""), (1, KEPT + 1, "o"), (2, 3 * KEPT, "e")], False
)
@example([(4, 0, "failed 1 x\n"), (4, 0, "ready 3\n"), (3, 0, "")], True)
@example([(4, LONGEST, "a"), (4, 0, "\n"), (4, 0, "ready 3\n"), (3, 0, "")], False)
@example([(4, LONGEST_VALUE, "value 0 a"), (4, 0, "\n"), (4, 0, "ready 3\n"), (3, 0, "")], False)
@given(STEPS, st.booleans())
def test_whatever_is_written(
    pools: tuple[Pool, Pool], steps: list[tuple[int, int, str]], streams: bool
) -> None:
    in_c, twin = (pool.execute(writer(steps, streams=streams)) for pool in pools)
    if streams:  # the nonce itself is in what it printed
        in_c, twin = replace(in_c, stdout=""), replace(twin, stdout="")
    # when a nonce that was asked for is there is a matter of time
    if any(where == 3 for where, *_ in steps):
        in_c, twin = replace(in_c, answered=False), replace(twin, answered=False)
    assert seen(in_c) == seen(twin)


@pytest.mark.parametrize("streams", [False, True])
def test_the_whole_talk(pools: tuple[Pool, Pool], streams: bool) -> None:
    read, write = (0, 1) if streams else (3, 4)
    text = f"""
import os
os.write({write}, b"value 0 a\\nready 3\\n")
os.write({write}, b"nonce " + os.read({read}, 100))
os.write(1, b"x" * {2 * KEPT + 5}); os.write(2, b"\\xff" * 7)
"""
    job = replace(python(text, assertions=ASSERTIONS), streams=streams)
    for pool in pools:
        e = pool.execute(job)
        assert (e.ready, e.answered, e.values, e.failed) == (3, True, ("a",), None)
        assert "bytes left out" in e.stdout
        assert e.stderr == "\ufffd" * 7


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("import os\nwhile True: os.write(1, b'x' * 9999)", "output"),
        ("import os\nwhile True: os.write(4, b'x' * 9999)", "output"),
        ("import os\nwhile True: os.write(4, b'ready 3\\n')", "output"),
        ("import os, time\nfor fd in range(5): os.close(fd)\ntime.sleep(99)", "timeout"),
        ("import os, time\nos.write(4, b'ready 3')\ntime.sleep(99)", "timeout"),
    ],
)
def test_limits(pools: tuple[Pool, Pool], text: str, limit: str) -> None:
    for pool in pools:
        e = pool.execute(python(text, assertions=ASSERTIONS, wall=0.6))
        assert (e.limit, e.answered, e.infrastructure) == (limit, False, None)
