"""Repairs of a forward's calls: which layer is called, on what, and what becomes of its result."""
