"""The tree of categories through time, and how messages are filed under it."""
