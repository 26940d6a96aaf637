"""Guichet: a supplier help desk that works by e-mail for French public bodies."""

__version__ = "0.1.0"
