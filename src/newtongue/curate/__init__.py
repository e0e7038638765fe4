"""Real code in; clean, licensed, traceable training data out."""
