"""Working years that are told, and what is counted anew after them."""
