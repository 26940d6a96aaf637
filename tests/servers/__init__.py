"""Real servers for tests, on loopback, in folders of their own."""
