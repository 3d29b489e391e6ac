"""Slips of the pen that usually lead to a failure, each as the edit that takes it back.

They are guesses: what a rule knows to be right comes first, and each is tried.
"""
