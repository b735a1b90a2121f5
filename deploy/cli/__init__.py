"""The command line of Khéo."""
