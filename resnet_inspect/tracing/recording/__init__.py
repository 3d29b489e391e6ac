"""One forward pass as it happens: operators, module calls, failures.

What the operators mean stands in ``operators``.
"""
