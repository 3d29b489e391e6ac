"""RES2xx: shortcuts and the joins in which they end.

Joins whose shapes do not fit are in ``joins``.
"""
