"""What the lint command does besides linting: choosing what to lint, and writing fixes."""
