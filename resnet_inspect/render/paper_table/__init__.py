"""Table 1 of He et al. 2015, for any networks."""
