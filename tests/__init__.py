"""Tests mirror src/newtongue."""
