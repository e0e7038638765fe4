"""The verdict channel (INTERFACES, section 4): records in, a nonce out. It does no input or output.

The bytes come from a program that may lie: whatever is malformed, repeated, early or too long is
passed over. A nonce exists only after `ready` with the right number, so nothing that the program
could have read before then holds it.
"""

from __future__ import annotations

import os

LONGEST = 4096
"""Bytes of one record; a longer one is passed over."""
LONGEST_VALUE = 128 << 10
"""The same of a `value` record: the harness of strict mode writes at most 64 K characters of an
answer, some of which take two bytes; all of them together count towards the output limit."""
SHOWN = 1000
"""Characters kept of what a failed assertion got."""
_DIGITS = 9


class Channel:
    """Follows one program's records."""

    def __init__(self, assertions: int, nonce: str | None = None) -> None:
        """`nonce`: the one that was given already, where the records are read afterwards."""
        self._assertions = assertions
        self._given = nonce
        self._nonce: bytes | None = None
        self._partial = bytearray()
        self._skipping = False
        self.ready: int | None = None
        self.answered = False
        self.failed: str | None = None
        self.failures: list[int] = []
        self.values: list[str] = []

    def feed(self, data: bytes) -> bytes:
        """Take what the program wrote; returns what to send back (mostly nothing)."""
        reply = b""
        *ends, rest = data.split(b"\n")
        for end in ends:
            line = bytes(self._partial + end)
            self._partial.clear()
            if self._skipping:
                self._skipping = False
            elif len(line) <= _longest(line):
                reply += self._record(line)
        if not self._skipping:
            self._partial += rest  # in place: a program may write byte by byte
            if len(self._partial) > _longest(self._partial):
                self._partial.clear()
                self._skipping = True
        return reply

    def _record(self, line: bytes) -> bytes:
        word, _, rest = line.partition(b" ")
        if word == b"ready" and self.ready is None and _is_number(rest):
            self.ready = int(rest)
            return self._answer_to_ready()
        if word == b"nonce" and self._nonce is not None and rest == self._nonce:
            self.answered = True
        elif word == b"failed":
            index, _, got = rest.partition(b" ")
            if _is_number(index):
                self._failure(int(index), got)
        elif word == b"value":
            index, _, got = rest.partition(b" ")
            if _is_number(index):
                self._value(int(index), got)
        return b""

    def _failure(self, index: int, got: bytes) -> None:
        if self.failed is None:
            self.failed = f"{index} {got.decode('utf-8', 'replace')[:SHOWN]}"
        if len(self.failures) < self._assertions:
            self.failures.append(index)

    def _value(self, index: int, got: bytes) -> None:
        """Each index once, in order: whatever else is said is no value."""
        if index == len(self.values) < self._assertions:
            self.values.append(got.decode("utf-8", "replace"))

    def _answer_to_ready(self) -> bytes:
        if self.ready == self._assertions and self.failed is None:
            self._nonce = (self._given or os.urandom(16).hex()).encode()
            return self._nonce + b"\n"
        # An empty line, not silence: the harness reads one line, and would sleep until the limit.
        return b"\n"


def _longest(line: bytes | bytearray) -> int:
    return LONGEST_VALUE if line.startswith(b"value ") else LONGEST


def _is_number(text: bytes) -> bool:
    return text.isdigit() and len(text) <= _DIGITS
