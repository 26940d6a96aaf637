"""The shape of the disk: tables, engine and migrations; imports nothing of `bot`."""
