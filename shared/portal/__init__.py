"""The look of every page."""
