"""The parts of the package that are compiled; everything else stands in pyproject.toml."""

from hashlib import sha256
from pathlib import Path

from setuptools import Extension, setup


def library(name: str, header: str, sources: list[str], **options: list[str]) -> Extension:
    """No module of Python's: a library that is called through ctypes.

    Without a C compiler it is left out, and its twin in Python is taken.
    """
    folder = Path(f"src/newtongue/{name.split('.')[1]}")
    text = b"".join((folder / each).read_bytes() for each in (header, *sources))
    return Extension(
        name,
        [str(folder / each) for each in sources],
        depends=[str(folder / header)],
        # it says of which text it was built, so that a stale one is passed over
        define_macros=[("SOURCE", f'"{sha256(text).hexdigest()[:16]}"')],
        py_limited_api=True,
        optional=True,
        **options,  # type: ignore[arg-type]
    )


LAUNCHER = library(
    "newtongue.sandbox._launcher",
    "launcher.h",
    ["launcher.c", "attend.c"],
    extra_compile_args=["-std=gnu11", "-O2"],
    # it is executed, too; where there is nothing to begin at, the linker says so and goes on
    extra_link_args=["-Wl,-e,newtongue_serve"],
)
MINHASH = library(
    "newtongue.similarity._minhash",
    "minhash.h",
    ["minhash.c", "alike.c"],
    # A product and a sum stay two roundings, as in the twin. Python's own flags have -fwrapv,
    # which keeps loops from being vectorised.
    extra_compile_args=["-std=gnu11", "-O3", "-fno-wrapv", "-ffp-contract=off"],
    libraries=["m"],
)

setup(ext_modules=[LAUNCHER, MINHASH], options={"bdist_wheel": {"py_limited_api": "cp311"}})
