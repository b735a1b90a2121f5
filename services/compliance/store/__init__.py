"""Promises, breaches and activities in and out of Postgres."""
