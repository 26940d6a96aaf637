"""Labelled sentences, and the model that is learnt from them."""
