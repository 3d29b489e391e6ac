"""Bytes: which tensors live when, and the peaks of inference and training.

Numbers of operations stand in ``cost``.
"""
