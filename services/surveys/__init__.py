"""Surveys: the ballot box. Takes opinions on a five-level scale and tells how many there are.

Owns   ballots, which carry no identity of any kind, and which of them were told.
Hears  from registry which units this place serves.
Tells  BallotsTallied.
"""
