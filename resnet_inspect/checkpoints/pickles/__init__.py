"""Pickles read as data: what would be called or imported becomes an inert record."""
