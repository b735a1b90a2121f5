"""The public page of one code: what happened, and what its sender may still do."""
