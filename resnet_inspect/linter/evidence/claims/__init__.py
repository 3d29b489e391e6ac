"""What a network says of itself: in its names, its docstrings and its comments."""
