"""Attached files: told by their octets, opened in a process of their own that may be lost without loss."""
