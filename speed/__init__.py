"""Time and memory, side by side with others; each bench writes its part of RESULTS.md."""
