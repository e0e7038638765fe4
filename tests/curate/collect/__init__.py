"""Collecting: sources of every kind, whole, damaged and hostile."""
