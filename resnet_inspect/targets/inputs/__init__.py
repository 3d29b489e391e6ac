"""The tensors that a network is traced with, given or guessed.

Which network it is stands in ``files`` and ``building``.
"""
