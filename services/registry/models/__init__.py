"""Models of skilful mass work: drafted, reviewed, recognised, found, spread."""
