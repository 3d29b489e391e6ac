"""RES5xx: the network as a whole: what its names, its stages, its head and its weights promise.

Modules that are not registered or not used are in ``modules``.
"""
