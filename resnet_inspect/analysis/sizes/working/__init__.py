"""Which input sizes work, and what happens at the others."""
