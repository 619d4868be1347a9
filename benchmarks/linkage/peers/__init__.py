"""What runs in the environment of the peers: the sets, and a module for each peer."""
