"""Memory over time as a figure, and as text in a terminal."""
