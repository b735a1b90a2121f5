"""Photos of cases: repainted for everybody, the original sealed."""
