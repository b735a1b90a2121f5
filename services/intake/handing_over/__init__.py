"""Cases that go to another node, sealed to its key, and come back."""
