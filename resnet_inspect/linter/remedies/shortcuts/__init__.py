"""Repairs of residual blocks: the projection, the sum, and what stands around it."""
