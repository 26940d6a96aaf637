"""Tests of the rules and texts that staff own."""
