"""RES1xx: operators whose operands do not fit, by width, groups, dimensions or reshaping.

Joins that do not fit are in ``joins``, sizes of feature maps in ``sizes``.
"""
