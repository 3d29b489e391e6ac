"""What changed between two networks, in the rows and rail of the table.

Which layer is which is decided in ``analysis.comparison``.
"""
