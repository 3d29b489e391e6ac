"""Where everything stands: units, columns, links, the page.

Nothing has a colour yet; ``painting`` gives it.
"""
