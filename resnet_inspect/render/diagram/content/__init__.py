"""What a figure shows: units of chips and joins, sections of units, and what is said of them.

Nothing has a place yet; places are given in ``layout``.
"""
