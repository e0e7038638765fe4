"""Jobs and executions come out of the wire as they went in, however the bytes are cut."""

from __future__ import annotations

import json
import struct

from hypothesis import given
from hypothesis import strategies as st

from newtongue.core.completion import Execution
from newtongue.sandbox.base import Command, Job, Limits, Warm
from newtongue.sandbox.wire import (
    Inbox,
    execution_from_json,
    execution_to_json,
    job_from_json,
    job_to_json,
)

# Any text, and bytes that are none as os.fsdecode brings them.
TEXT = st.text(max_size=20) | st.text(
    st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF, categories=["Cs"]), max_size=3
)
COMMANDS = st.builds(
    Command,
    st.lists(TEXT, min_size=1, max_size=3).map(tuple),
    st.builds(Limits, cpu=st.floats(0, 99), memory=st.integers(0, 2**50)),
)
JOBS = st.builds(
    Job,
    TEXT,
    st.dictionaries(TEXT, st.binary(max_size=99), max_size=3),
    COMMANDS,
    st.none() | COMMANDS,
    st.none()
    | st.builds(Warm, st.lists(TEXT, max_size=3).map(tuple), st.binary(max_size=99), TEXT),
    st.lists(TEXT, max_size=3).map(tuple),
    root=st.none() | TEXT,
    abi=st.none() | TEXT,
    environment=st.dictionaries(TEXT, TEXT, max_size=3),
    assertions=st.integers(0, 99),
    streams=st.booleans(),
    kind=TEXT,
)
EXECUTIONS = st.builds(
    Execution,
    TEXT,
    st.none() | st.integers(0, 255),
    stdout=TEXT,
    failed=st.none() | TEXT,
    failures=st.lists(st.integers(0, 99), max_size=3).map(tuple),
    values=st.lists(TEXT, max_size=3).map(tuple),
)


@given(JOBS)
def test_jobs_survive(job: Job) -> None:
    assert job_from_json(json.loads(json.dumps(job_to_json(job)))) == job


@given(EXECUTIONS)
def test_executions_survive(execution: Execution) -> None:
    row = json.loads(json.dumps(execution_to_json(execution)))
    assert execution_from_json(row) == execution


@given(st.lists(st.dictionaries(TEXT, TEXT, max_size=2)), st.integers(1, 50))
def test_messages_survive_any_cut(messages: list[dict[str, str]], size: int) -> None:
    texts = [json.dumps(m).encode() for m in messages]
    data = b"".join(struct.pack(">I", len(t)) + t for t in texts)
    inbox = Inbox()
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    assert [m for piece in pieces for m in inbox.feed(piece)] == messages
