"""Runs one untrusted program in isolation and says what it saw; knows no language, no problem."""
