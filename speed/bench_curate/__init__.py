"""`make bench-curate`: curation beside other tools, and the quality of what it removes."""
