"""Residual connections: joins, forks, and the paths between them, found in the dataflow.

What they make of a network stands in ``structure``.
"""
