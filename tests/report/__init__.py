"""Tests of newtongue.report."""
