"""Tests of the shape of the disk."""
