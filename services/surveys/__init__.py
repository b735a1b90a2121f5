"""Surveys: the ballot box. Takes opinions on a five-level scale and tells how many there are.

Ballots leave in tallies of five or more: a unit's smaller days are told together, under the
last of them. Fewer are told only of a year that is over (docs/decisions/0013).

Owns   ballots, which carry no identity of any kind, and which of them were told.
Hears  from registry which units this place serves.
Tells  BallotsTallied.
"""
