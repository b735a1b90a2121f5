"""Letters of apology, extension and thanks: drafted, signed, numbered, delivered."""
