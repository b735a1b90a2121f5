"""Messages that other systems brought, by file or by call."""
