"""The arguments with which a constructor or factory is called, given or obvious.

Inputs of the forward pass are in ``inputs``.
"""
