"""One-time ballots that anybody can count again."""
