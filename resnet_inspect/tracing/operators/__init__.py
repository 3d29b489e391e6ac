"""What each torch function is, what its arguments are called, and the shape that it returns.

When it is called is seen in ``recording``.
"""
