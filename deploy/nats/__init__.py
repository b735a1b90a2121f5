"""A node's broker in a container: its configuration file, made from the node's own settings."""
