"""Repairs as edits of the text.

Whether a repair helps is tried in ``repair``.
"""
