"""Pledges and commitments, as counts."""
