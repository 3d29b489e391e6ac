"""From a layout to a scene: colors, line styles, legend, notes.

Writing the scene in a format is the work of ``formats``.
"""
