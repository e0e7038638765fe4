"""Texts of strangers given to tree-sitter, so that none takes its time or its stack for ever.

tree-sitter is linear over what people write, but not over everything: where a token has to be
looked for up to the end of the file, again at each place, time grows with the square of the length
(`/* a comment` never closed, many times over). And parts of its C code call themselves once a level
of nesting, so that 300 kB of `{(` overflow a stack of 8 MiB and end the process.
"""

from __future__ import annotations

import threading
from typing import Any

LARGEST = 10_000_000
"""Bytes of the largest text that is parsed."""
_PIECE = 256
"""Bytes that the parser is given at a time."""
_STEPS = 1024
"""Steps that any text may take, beside one for each byte."""
_STACK = 1 << 20
_LEVEL = 128
"""Bytes of stack, and those for each byte of text: `{(` in Java needs about 30 of these."""
_SMALL = 16_384
"""Bytes of text that any thread's stack is enough for: making one costs more than parsing them."""

_starting = threading.Lock()
"""The size of a thread's stack is set for the whole process."""


def parse(parser: Any, data: bytes) -> Any | None:
    """The tree of a text, or None where it is too hard to parse.

    Too hard is what takes more steps than it has bytes: a step is a piece of 256 bytes read, or 100
    operations of the parser. Of 991 files in 8 languages the hardest took 0.22 a byte. Steps are
    the same on any machine; seconds are not.
    """
    if len(data) > LARGEST:
        return None
    if len(data) <= _SMALL:
        return _counted(parser, data)
    found: list[Any] = []
    with _starting:
        before = threading.stack_size(_STACK + (_LEVEL * len(data) + 4095) // 4096 * 4096)
        try:
            thread = threading.Thread(target=lambda: found.append(_counted(parser, data)))
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    return found[0]


def _counted(parser: Any, data: bytes) -> Any | None:
    left = len(data) + _STEPS

    def read(offset: int, _point: object) -> bytes:
        nonlocal left
        left -= 1
        return data[offset : offset + _PIECE]

    def stopped(_offset: int, _wrong: bool) -> bool:
        nonlocal left
        left -= 1
        return left < 0

    try:
        tree = parser.parse(read, progress_callback=stopped)
    except ValueError:  # stopped
        tree = None
    if left < 0 or tree is None:
        parser.reset()  # else the next text would be read on from here
        return None
    return tree
