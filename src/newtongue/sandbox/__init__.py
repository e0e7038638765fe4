"""Runs one untrusted program in isolation and says what it saw. Knows neither languages nor problems."""
