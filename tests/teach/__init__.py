"""Tests of the whole chain as one plan."""
