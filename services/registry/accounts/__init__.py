"""Accounts, sessions, tokens, delegations, and nodes that enrol."""
