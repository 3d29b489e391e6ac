"""One format of a figure a file.

All but DOT and Mermaid, which lay out by themselves, write the same scene.
"""
