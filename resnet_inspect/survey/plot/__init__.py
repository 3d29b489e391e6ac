"""Two columns against each other, as a scene or as text."""
