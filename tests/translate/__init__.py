"""Tests of the translation from Python source to prompts and programs."""
