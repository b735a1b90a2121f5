"""Nominations, scoring and awards of exemplars."""
