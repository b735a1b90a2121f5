"""In and out of Postgres; the only SQL of intake."""
