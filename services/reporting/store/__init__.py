"""Reporting's rows: the archive, the tallies, the marks of continuity."""
