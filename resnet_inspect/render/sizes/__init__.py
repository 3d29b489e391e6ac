"""Which input sizes work and what comes out: as a table, as text pictures, as a figure."""
