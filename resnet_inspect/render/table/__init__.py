"""The table of layers with its residual rail, and the tables beside it.

Rows come from ``outline``, files are written by ``formats``; figures are in ``render.diagram``.
"""
