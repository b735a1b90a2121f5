"""Files that belong to cases, letters and messages: kept, and swept when nobody owns them."""
