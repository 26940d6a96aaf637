"""Tests of the edges, against their real counterparts."""
