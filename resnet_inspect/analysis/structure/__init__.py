"""A network in the papers' terms: blocks, stages, folding, variants.

How a single residual connection is found stands in ``residual``.
"""
