"""Registry: who is who. Keeps the tree of units through time and tells it downward.

Owns   the units, each with its names, its parent and its host from one day to another.
Hears  UnitEstablished.
Tells  UnitEstablished.
"""
