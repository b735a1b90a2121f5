"""What a page of intake shows, ready to be drawn."""
