"""The published network that a network is nearest to, and where it departs from it.

Plans are compared as layers, part by part: nothing is built or traced.
"""
