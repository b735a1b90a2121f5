"""What intake can be asked."""
