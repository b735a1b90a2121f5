"""Units through time: tellings, changes, chapters, lineage, checks and files."""
