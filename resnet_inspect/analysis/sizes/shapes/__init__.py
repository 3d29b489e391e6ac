"""What each operator's output shape is at other input sizes, and when it has none."""
