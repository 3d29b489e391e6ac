"""Two networks side by side: which stage, block and layer is which, and what changed in it.

Names never decide; that a layer was renamed is said. Published networks are in ``structure``.
"""
