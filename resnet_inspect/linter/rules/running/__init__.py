"""RES0xx: networks that cannot be built or run, and the lint's own comments.

A failure whose shapes tell the reason is in ``joins``, ``shapes`` or ``sizes``.
"""
