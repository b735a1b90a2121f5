"""The catalogues of registry: what is data and not code, read from files and checked."""
