"""Sizes as functions of the input's: ``⌈H/32⌉``; what is the same at every size is an int."""
