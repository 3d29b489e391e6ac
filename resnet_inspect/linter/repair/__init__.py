"""Fixes tried on a copy before they are offered.

How an edit is written stands in ``fixes``.
"""
