"""Where everything stands: units, columns, links, the page.

Nothing has a color yet; ``painting`` gives it.
"""
