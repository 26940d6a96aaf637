"""Tests, in three floors: core, edges and jobs, stories."""
