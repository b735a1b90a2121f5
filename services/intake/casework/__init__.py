"""The inbox and the page of a case, as officers work on them; it shows all others."""
