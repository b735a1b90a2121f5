"""Open311 in and out of Postgres."""
