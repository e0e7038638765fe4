"""Teach a small code language model a new programming language, and prove that it learned it."""

__version__ = "0.1.0"
