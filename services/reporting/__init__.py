"""Reporting: the mirror. Writes every fact down, counts, and shows what it counted.

Owns   the archive of facts, measures and tallies, figures, and how whole what was heard is.
Hears  everything told upward here and below, FactsReceipted, FactsRequested.
Tells  FiguresMoved, HeadsTold, FactsReceipted, FactsRequested.
"""
