"""The stages that a network's residual connections make, and what is odd about one of them."""
