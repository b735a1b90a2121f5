"""What the pages of registry show, one module per idea."""
