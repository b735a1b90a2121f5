"""The published language between services and between nodes."""
