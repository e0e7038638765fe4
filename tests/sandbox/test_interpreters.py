"""The interpreters that a worker keeps, and the library that they wait in: without any of them."""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from newtongue.sandbox import launcher
from newtongue.sandbox.base import Command, Job, Warm
from newtongue.sandbox.cloner import Cloner
from newtongue.sandbox.warm import MOST, RETRY, Interpreters

WARM = Warm(("interpreter", "{boot}"), b"", ".x")
JOB = Job("test", {}, Command(("interpreter",)))


class Kept(Cloner):
    """One that is no process."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Kept]:
    """What was started, none of it a process."""
    started: list[Kept] = []

    def start(job: Job, warm: Warm, readable: dict[str, str]) -> Cloner:
        if b"broken" in warm.boot:
            raise OSError(f"no {len(started)}")
        started.append(Kept(0, None))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr("newtongue.sandbox.warm.start", start)
    return started


def test_the_interpreter_not_used_for_longest_makes_room(kept: list[Kept]) -> None:
    interpreters, job = Interpreters(), JOB
    variants = [replace(WARM, extension=f".{n}") for n in range(MOST + 1)]
    for each in (*variants[:MOST], variants[0], variants[MOST]):
        interpreters.get(job, each, {})
    assert len(kept) == MOST + 1
    assert [one.closed for one in kept] == [False, True] + [False] * (MOST - 1)
    assert len(interpreters) == MOST


def test_one_that_did_not_start_is_tried_again_later(kept: list[Kept]) -> None:
    interpreters, broken = Interpreters(), replace(WARM, boot=b"broken")
    assert interpreters.get(JOB, broken, {}) == "no 0"
    interpreters.get(JOB, WARM, {})
    said = [interpreters.get(JOB, broken, {}) for _ in range(RETRY)]
    assert said == ["no 0"] * (RETRY - 1) + ["no 1"]


def test_a_library_of_other_sources_is_passed_over() -> None:
    class Source:
        """What a function of the library is to its caller."""

        def __init__(self, text: bytes) -> None:
            self.said = hashlib.sha256(text).hexdigest()[:16].encode()

        def __call__(self) -> bytes:
            return self.said

    def library(text: bytes) -> ctypes.CDLL:
        said = SimpleNamespace(
            newtongue_version=lambda: launcher.VERSION, newtongue_source=Source(text)
        )
        return cast(ctypes.CDLL, said)

    text = b"".join(path.read_bytes() for path in launcher.SOURCES)
    assert launcher._of_these_sources(library(text))
    assert not launcher._of_these_sources(library(text + b"\n"))
    older = SimpleNamespace(newtongue_version=lambda: launcher.VERSION)
    assert not launcher._of_these_sources(cast(ctypes.CDLL, older))
