"""What is in a checkpoint, and whether it fits, as the facts of a table and as plain data."""
