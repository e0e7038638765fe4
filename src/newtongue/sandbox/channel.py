"""The verdict channel (INTERFACES, section 4): records in, a nonce out. It does no input or output.

The bytes come from a program that may lie: whatever is malformed, repeated, early or too long is
passed over. A nonce exists only after `ready` with the right number, so nothing that the program
could have read before then holds it.
"""

from __future__ import annotations

import os

LONGEST = 4096
"""Bytes of one record; a longer one is passed over."""
SHOWN = 1000
"""Characters kept of what a failed assertion got."""
_DIGITS = 9


class Channel:
    """Follows one program's records."""

    def __init__(self, assertions: int) -> None:
        self._assertions = assertions
        self._nonce: bytes | None = None
        self._partial = b""
        self._skipping = False
        self.ready: int | None = None
        self.answered = False
        self.failed: str | None = None
        self.failures: list[int] = []

    def feed(self, data: bytes) -> bytes:
        """Take what the program wrote; returns what to send back (mostly nothing)."""
        reply = b""
        *lines, rest = (self._partial + data).split(b"\n")
        for line in lines:
            if self._skipping:
                self._skipping = False
            elif len(line) <= LONGEST:
                reply += self._record(line)
        self._partial = rest
        if len(rest) > LONGEST:
            self._partial, self._skipping = b"", True
        elif self._skipping:
            self._partial = b""
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
        return b""

    def _failure(self, index: int, got: bytes) -> None:
        if self.failed is None:
            self.failed = f"{index} {got.decode('utf-8', 'replace')[:SHOWN]}"
        if len(self.failures) < self._assertions:
            self.failures.append(index)

    def _answer_to_ready(self) -> bytes:
        if self.ready == self._assertions and self.failed is None:
            self._nonce = os.urandom(16).hex().encode()
            return self._nonce + b"\n"
        # An empty line, not silence: the harness reads one line, and would sleep until the limit.
        return b"\n"


def _is_number(text: bytes) -> bool:
    return text.isdigit() and len(text) <= _DIGITS
