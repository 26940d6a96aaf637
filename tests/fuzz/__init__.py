"""`make fuzz`: damaged mails by the thousand; see `tests/fuzz/__main__.py`."""
