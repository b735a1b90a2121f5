"""How nodes are joined: streams, leaf links, continuity."""
