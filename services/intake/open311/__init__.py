"""Open311 GeoReport v2: a server for anyone, and a client of other servers."""
