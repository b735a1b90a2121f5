"""Dossiers of administrative procedures: kept, imported, moved, dated."""
