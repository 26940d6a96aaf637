"""The outside world: one translation a file, no decision in any of them."""
