"""The MinHash kernel in C, where a compiler built it: found, checked, and its calls typed.

A library of the C compiler's, not of Python's (as sandbox/launcher.py's): every call lets go of the
GIL. Where there is none, or one that was built from other sources, twin.py and alike_twin.py give
the same bits at about a twentieth of the speed; `lacking` says why, for a note to the user.
"""

from __future__ import annotations

import ctypes
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Of the calls' form."""
LIBRARY = Path(__file__).with_name("_minhash.abi3.so")
SOURCES = tuple(Path(__file__).with_name(n) for n in ("minhash.h", "minhash.c", "alike.c"))
_POINTER, _LONG, _INT = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32


class Signing(ctypes.Structure):
    """A struct signing of minhash.c."""

    _fields_ = (
        *((name, _POINTER) for name in ("data", "offsets", "multipliers", "masks")),
        *((name, _POINTER) for name in ("signatures", "keys", "shingles", "sizes")),
        ("count", _LONG),
        *((name, _INT) for name in ("width", "lanes", "gram", "bands", "rows")),
    )


class Connecting(ctypes.Structure):
    """A struct connecting of alike.c."""

    _fields_ = (
        *((name, _POINTER) for name in ("signatures", "members", "starts", "parents")),
        *((name, _POINTER) for name in ("heads", "next", "last")),
        ("buckets", _LONG),
        ("lanes", _INT),
        ("least", _INT),
    )


class Starring(ctypes.Structure):
    """A struct starring of alike.c."""

    _fields_ = (
        *((name, _POINTER) for name in ("signatures", "shingles", "sizes", "starts")),
        *((name, _POINTER) for name in ("keepers", "same", "jaccards", "kept")),
        *((name, _LONG) for name in ("components", "exact", "refused")),
        ("threshold", ctypes.c_double),
        *((name, _INT) for name in ("lanes", "least", "enough")),
    )


_CALLS = {
    "newtongue_sign": (None, [_POINTER]),
    "newtongue_connect": (None, [_POINTER]),
    "newtongue_star": (_INT, [_POINTER]),
    "newtongue_same": (None, [_POINTER, _INT, _POINTER, _POINTER, _LONG, _POINTER]),
    "newtongue_union": (None, [_POINTER, _LONG, _POINTER, _POINTER, _LONG]),
    "newtongue_distinct": (_INT, [_POINTER, _POINTER, _LONG, _LONG, _POINTER]),
    "newtongue_jaccard": (_INT, [_POINTER, _LONG, _POINTER, _LONG, _POINTER]),
}


@cache
def _library() -> ctypes.CDLL | str:
    """The library, or why there is none."""
    try:
        library = ctypes.CDLL(str(LIBRARY))
    except OSError:
        return "it was not built (no C compiler?)"
    if not _of_these_sources(library):
        return "it was built from other sources: install newtongue again"
    for name, (answer, arguments) in _CALLS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = answer, arguments
    return library


def _of_these_sources(library: ctypes.CDLL) -> bool:
    """Whether the library has this form, and was built from the texts that lie here."""
    if library.newtongue_version() != VERSION:
        return False
    library.newtongue_source.restype = ctypes.c_char_p
    try:
        text = b"".join(path.read_bytes() for path in SOURCES)
    except OSError:
        return True
    said: bytes = library.newtongue_source()
    return said == hashlib.sha256(text).hexdigest()[:16].encode()


def lacking() -> str | None:
    """Why the kernel in C can't be used; None when it can."""
    library = _library()
    return library if isinstance(library, str) else None


def call(name: str, *arguments: Any) -> int:
    """Call `newtongue_<name>`: arrays go as pointers. Raises MemoryError when C had too little."""
    library = _library()
    assert not isinstance(library, str)
    given = [_pointer(each) if isinstance(each, np.ndarray) else each for each in arguments]
    failed: int | None = getattr(library, f"newtongue_{name}")(*given)
    if failed:
        raise MemoryError(f"the MinHash kernel ({name})")
    return 0


def structure(kind: type[ctypes.Structure], **fields: Any) -> ctypes.Structure:
    """A structure whose arrays are pointers; the caller keeps the arrays alive."""
    return kind(
        **{
            name: _pointer(each) if isinstance(each, np.ndarray) else each
            for name, each in fields.items()
        }
    )


def address(job: ctypes.Structure) -> int:
    """Where a structure lies, as a pointer to it."""
    return ctypes.addressof(job)


def _pointer(array: NDArray[Any]) -> int:
    assert array.flags.c_contiguous
    return array.ctypes.data
