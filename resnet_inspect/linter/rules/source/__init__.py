"""Rules about what the source says: calls and statements that cannot be meant, whatever runs."""
