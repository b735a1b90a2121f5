"""Names of units, official documents and who looks at what: what all others stand on."""
