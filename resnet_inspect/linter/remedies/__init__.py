"""The repairs that several rules offer, one kind a file, in the author's words.

What only one rule offers stands in that rule's file; edits of the text itself are in ``fixes``.
"""
