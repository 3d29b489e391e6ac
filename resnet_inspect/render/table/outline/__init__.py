"""The rows of a table: which there are, and what they are called and say.

How rows are laid out and drawn stands one folder up.
"""
