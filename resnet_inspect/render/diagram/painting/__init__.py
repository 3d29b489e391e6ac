"""From a layout to a scene: colours, line styles, legend, notes.

Writing the scene in a format is the work of ``formats``.
"""
