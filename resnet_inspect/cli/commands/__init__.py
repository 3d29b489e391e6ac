"""One command a file: its options, and the few lines that call what does the work.

What several commands share stands one folder up.
"""
