"""The working years that come with the house, and those a node has been told of since."""
