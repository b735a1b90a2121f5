"""What registry does, one function per errand: decide, write down, announce."""
