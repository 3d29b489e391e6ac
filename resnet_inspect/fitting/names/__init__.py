"""Whose names a state dict has, and how they become a network's."""
