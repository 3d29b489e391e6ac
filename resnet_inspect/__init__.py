"""Inspect ResNets: shapes, parameters, FLOPs and residual connections without allocating memory."""
