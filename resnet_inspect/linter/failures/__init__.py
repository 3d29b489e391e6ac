"""Operators that failed: which failed for a reason of their own, and what that reason may be.

What a rule says of a failure stands in the rule's own file.
"""
