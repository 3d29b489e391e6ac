"""How files are written: one format a file, each from its bytes to contents."""
