"""Completions and verdicts to scores with error bars."""
