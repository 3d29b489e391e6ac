"""Traces of networks with a name, kept in the user's cache folder: nothing of a user's own files.

What a trace depends on is in its key, so that an entry is never stale; it is only not found.
"""
