"""What one position of a tensor sees of another: windows, receptive fields, slices.

Shapes of a whole trace are in the graph itself.
"""
