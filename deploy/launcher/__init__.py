"""Starting a federation on this machine: topology, embedded servers, supervisor."""
