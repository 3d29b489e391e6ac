"""The odd one out: a branch, level or layer that departs from its siblings."""
