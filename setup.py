"""The one part of the package that is compiled; everything else stands in pyproject.toml."""

from hashlib import sha256
from pathlib import Path

from setuptools import Extension, setup

SOURCE = "src/newtongue/sandbox/launcher.c"
# No module of Python's: a library that the sandbox calls and that interpreters load. Without a C
# compiler it is left out, and the sandbox takes its twin in Python.
LAUNCHER = Extension(
    "newtongue.sandbox._launcher",
    [SOURCE],
    # it says of which text it was built, so that a stale one is passed over (launcher.py)
    define_macros=[("SOURCE", f'"{sha256(Path(SOURCE).read_bytes()).hexdigest()[:16]}"')],
    extra_compile_args=["-std=gnu11", "-O2"],
    py_limited_api=True,
    optional=True,
)

setup(ext_modules=[LAUNCHER], options={"bdist_wheel": {"py_limited_api": "cp311"}})
