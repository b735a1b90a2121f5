"""Everything registry keeps, in and out of Postgres, one module per idea."""
