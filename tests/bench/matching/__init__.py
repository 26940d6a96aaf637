"""Matching measured: stores and references of our own making, the training of the weights, and the judge."""
