"""What names are made of, and which lines are written after each other's pattern."""
