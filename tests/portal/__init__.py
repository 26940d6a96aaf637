"""The simulated Chorus Pro, held against what is published of the real one."""
