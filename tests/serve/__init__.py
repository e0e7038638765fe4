"""Tests of what newtongue offers over HTTP; test_here.py says by name what they need."""
