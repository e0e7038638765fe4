"""Tests of finding and installing toolchains."""
