"""How nodes are joined: streams, leaf links, what the broker says of itself. NATS only."""
