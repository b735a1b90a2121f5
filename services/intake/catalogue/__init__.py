"""What intake knows from the start, as data."""
