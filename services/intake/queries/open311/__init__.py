"""What Open311 can be asked."""
