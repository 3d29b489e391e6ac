"""Which node made a tensor, which memory it holds, and where the user's code stands.

What becomes of it is for ``recording``.
"""
