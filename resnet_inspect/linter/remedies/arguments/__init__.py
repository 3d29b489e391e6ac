"""Repairs of numbers: what a layer or a block is built with, at the place that decides it."""
