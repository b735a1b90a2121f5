"""What each page shows: frozen values worked out from figures, so that templates only write."""
