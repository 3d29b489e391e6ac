"""The user's source, parsed: where a value is decided, and which line is to blame.

What a trace says of the network is for ``evidence``.
"""
