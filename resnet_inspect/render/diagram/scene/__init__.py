"""A picture as plain shapes, with its colors, lines and widths of text.

It knows nothing of networks.
"""
