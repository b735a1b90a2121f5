"""The bench: our paths beside the raw limit and the obvious way, measured in one run."""
