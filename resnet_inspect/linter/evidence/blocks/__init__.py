"""How a residual block is written: its order, its join, and where its projection is decided."""
