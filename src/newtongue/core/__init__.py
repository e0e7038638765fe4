"""The nouns: what every other room hands on. Standard library only."""
