"""Tests of the room similarity."""
