"""A picture as plain shapes, with its colours, lines and widths of text.

It knows nothing of networks.
"""
