"""The network before it runs: built without memory, its modules listed, its state kept.

Running it is for ``recording``.
"""
