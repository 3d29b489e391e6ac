"""Activations on top of others, and behind the classifier."""
