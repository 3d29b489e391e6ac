"""Which findings are shown: settings, comments, a baseline.

What a finding looks like is for ``render``.
"""
