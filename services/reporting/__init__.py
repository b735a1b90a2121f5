"""Reporting, the mirror: it counts what happened here and below, and shows it.

Owns:  the archive of facts, measures, figures, digests.
"""
