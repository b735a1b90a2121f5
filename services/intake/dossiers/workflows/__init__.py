"""What is done to dossiers: one by one as they move, and a whole register at once."""
