"""The process with the user's code, and the one with the clock that ends it."""
