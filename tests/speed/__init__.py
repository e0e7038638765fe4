"""Tests of the benches in `speed/`: what they measure is right, not how fast it is."""
