"""RES54x: names, comments and docstrings, and whether the network keeps what they promise."""
