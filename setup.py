"""The one part of the package that is compiled; everything else stands in pyproject.toml."""

from hashlib import sha256
from pathlib import Path

from setuptools import Extension, setup

FOLDER = "src/newtongue/sandbox"
HEADER, *SOURCES = [f"{FOLDER}/{name}" for name in ("launcher.h", "launcher.c", "attend.c")]
TEXT = b"".join(Path(name).read_bytes() for name in (HEADER, *SOURCES))
# No module of Python's: a library that the sandbox calls and that interpreters load. Without a C
# compiler it is left out, and the sandbox takes its twin in Python.
LAUNCHER = Extension(
    "newtongue.sandbox._launcher",
    SOURCES,
    depends=[HEADER],
    # it says of which text it was built, so that a stale one is passed over (launcher.py)
    define_macros=[("SOURCE", f'"{sha256(TEXT).hexdigest()[:16]}"')],
    extra_compile_args=["-std=gnu11", "-O2"],
    py_limited_api=True,
    optional=True,
)

setup(ext_modules=[LAUNCHER], options={"bdist_wheel": {"py_limited_api": "cp311"}})
