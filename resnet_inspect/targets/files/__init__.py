"""The user's file: which of its names is the network, and running it.

Calling what it names is for ``building``.
"""
