"""The one part of the package that is compiled; everything else stands in pyproject.toml."""

from setuptools import Extension, setup

# No module of Python's: a library that the sandbox calls and that interpreters load. Without a C
# compiler it is left out, and the sandbox takes its twin in Python.
LAUNCHER = Extension(
    "newtongue.sandbox._launcher",
    ["src/newtongue/sandbox/launcher.c"],
    extra_compile_args=["-std=gnu11", "-O2"],
    py_limited_api=True,
    optional=True,
)

setup(ext_modules=[LAUNCHER], options={"bdist_wheel": {"py_limited_api": "cp311"}})
