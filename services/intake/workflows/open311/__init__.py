"""Open311: what comes in over it, what is sent on over it, and who may."""
