"""How intake puts what happened into the published language: ids, codes, dates, no words."""
