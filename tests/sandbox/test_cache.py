"""What was executed is found again, and only where the same would be seen."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from newtongue.core.completion import Execution
from newtongue.sandbox import cache as cache_module
from newtongue.sandbox.base import Command, Job, Limits, Warm
from newtongue.sandbox.cache import Cache, key, lasting, place
from tests.sandbox.test_wire import EXECUTIONS, JOBS

JOB = Job("one", {"main": b"text"}, Command(("/bin/true",), Limits(cpu=2.0)))
SEEN = Execution("run", 0, stdout="said")


def test_what_was_put_is_there_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "executions.sqlite"
    with Cache(path) as cache:
        assert cache.get("a") is None
        cache.put("a", SEEN)
        assert cache.get("a") == SEEN
    with Cache(path) as cache:
        assert cache.get("a") == SEEN
        assert cache.get("b") is None


@given(EXECUTIONS)
def test_executions_survive(execution: Execution) -> None:
    with Cache(Path(":memory:")) as cache:
        cache.put("a", execution)
        assert cache.get("a") == execution


@given(JOBS, JOBS)
def test_keys_tell_jobs_apart(one: Job, other: Job) -> None:
    same = replace(one, id="", cold=None) == replace(other, id="", cold=None)
    assert (key(one, "t", "p") == key(other, "t", "p")) == same


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {"main": b"texT"}},
        {"run": Command(("/bin/true",), Limits(cpu=2.5))},
        {"run": Command(("/bin/false",), Limits(cpu=2.0))},
        {"build": Command(("/bin/true",))},
        {"environment": {"A": "b"}},
        {"assertions": 1},
        {"streams": True},
        {"root": "/other"},
        {"warm": Warm(("/bin/sh",), b"", ".sh")},
    ],
)
def test_whatever_matters_changes_the_key(changes: dict[str, object]) -> None:
    assert key(replace(JOB, **changes), "t", "p") != key(JOB, "t", "p")  # type: ignore[arg-type]


def test_toolchain_and_place_matter_and_the_name_does_not() -> None:
    assert key(JOB, "other", "p") != key(JOB, "t", "p")
    assert key(JOB, "t", "other") != key(JOB, "t", "p")
    assert key(replace(JOB, id="two"), "t", "p") == key(JOB, "t", "p")


def test_the_place_is_the_tier_the_sandbox_and_what_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def anew(tier: str = "full") -> str:
        place.cache_clear()
        return place(tier)

    first = anew()
    assert anew() == first
    assert anew("userns") != first
    database = tmp_path / "status"
    database.write_text("Package: one")
    monkeypatch.setattr(cache_module, "_INSTALLED", (str(database).lstrip("/"),))
    one = anew()
    database.write_text("Package: one, two")
    assert anew() != one
    monkeypatch.setattr(cache_module, "__file__", str(tmp_path / "cache.py"))
    (tmp_path / "launcher.c").write_text("one")
    one = anew()
    (tmp_path / "launcher.c").write_text("two")
    assert anew() != one
    place.cache_clear()


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"exit_code": 1}, True),
        ({"infrastructure": "no clone"}, False),
        ({"limit": "timeout", "cpu": 2.1}, True),
        ({"limit": "timeout", "cpu": 0.1}, False),
        ({"limit": "memory"}, True),
        ({"exit_code": None, "signal": 9}, False),
        ({"exit_code": None, "signal": 11}, True),
        ({"cold": "no library"}, False),
    ],
)
def test_what_is_kept(changes: dict[str, object], *, kept: bool) -> None:
    assert lasting(JOB, replace(SEEN, **changes)) == kept  # type: ignore[arg-type]


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "executions.sqlite"
    path.write_bytes(b"no database at all" * 1000)
    with Cache(path) as cache:
        cache.put("a", SEEN)
        assert cache.get("a") is None


def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "executions.sqlite"
    with Cache(path) as cache:
        cache.put("a", SEEN)
        cache.put("b", SEEN)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE executions SET seen = x'00ff' WHERE key = 'a'")
    connection.close()
    with Cache(path) as cache:
        assert cache.get("a") is None
        assert cache.get("b") == SEEN


def test_a_large_file_loses_its_older_half(tmp_path: Path) -> None:
    path = tmp_path / "executions.sqlite"
    with Cache(path) as cache:
        for number in range(100):
            cache.put(str(number), SEEN)
    with Cache(path, most=1) as cache:
        assert cache.get("10") is None
        assert cache.get("90") == SEEN


def test_two_processes_may_write(tmp_path: Path) -> None:
    path = tmp_path / "executions.sqlite"
    with Cache(path) as one, Cache(path) as other:
        for number in range(450):
            one.put(f"a{number}", SEEN)
        one.close()
        for number in range(450):
            other.put(f"b{number}", SEEN)
    with Cache(path) as cache:
        assert cache.get("a449") == SEEN
        assert cache.get("b449") == SEEN
