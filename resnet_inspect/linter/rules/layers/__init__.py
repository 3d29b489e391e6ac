"""RES3xx: activation, dropout, softmax and layers that are used twice.

Normalization layers are in ``norms``.
"""
