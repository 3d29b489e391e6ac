"""One format of a table a file.

What is in the table is decided before.
"""
