"""What several rules ask of a network, one question a file.

What only one rule asks stands in that rule's file.
"""
