"""The published networks, one family of papers a file, each a tuple of variants."""
