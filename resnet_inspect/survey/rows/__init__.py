"""One row a network: its columns, where it comes from, where it is kept."""
