"""Rules that say who works on what, and why."""
