"""From a name to a network: constructors, factories, zoos, and the limits on what they do.

Its inputs are made in ``inputs``.
"""
