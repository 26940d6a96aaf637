"""The loops: each reads rows in one state, does one thing, writes the next state."""
