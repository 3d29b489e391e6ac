"""Which published network's weights these are, read off shapes."""
