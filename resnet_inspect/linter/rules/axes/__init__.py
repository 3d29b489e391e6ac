"""Dimensions taken for others: batch, channels and positions where another one was meant."""
