"""Texts made to keep the rules busy end far within a limit; quadratic rules would need minutes."""

from __future__ import annotations

import signal

import pytest

from newtongue.curate.pii import find

SIZE = 200_000
LIMIT = 30
"""CPU seconds, a hundred times what is needed: no measure of speed."""
KEY = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"
BEGIN = "-----BEGIN RSA PRIVATE KEY-----\n"


@pytest.fixture
def limited():
    def stop(*_):
        raise TimeoutError(f"over {LIMIT} CPU seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("", BEGIN + "-----END x\n"),
        ("", BEGIN + (KEY + "\n") * 9),
        (f'key="{KEY}"', f'\n+ "{KEY}"'),
        (f'key="{KEY}"', f', "{KEY}"'),
        ("", "145.97.12.8 "),
        ("", "password="),
        ("", "eyJ-"),
        ("x@", "a."),
        ("", KEY),
    ],
)
def test_ends(head, unit):
    find(head + unit * (SIZE // len(unit)))
