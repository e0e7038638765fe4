"""The judge: programs, verdicts, canaries, and many at a time."""
