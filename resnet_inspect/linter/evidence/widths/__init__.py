"""Who decides the width of a tensor or of a layer, and who disagrees."""
