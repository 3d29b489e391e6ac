"""The residual blocks and their shortcuts, one kind a file."""
