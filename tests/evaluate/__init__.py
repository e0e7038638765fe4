"""Tests of newtongue.evaluate."""
