"""Real servers, builders and probes for the test suite. No service imports this package."""
