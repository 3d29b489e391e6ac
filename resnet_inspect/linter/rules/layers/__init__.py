"""RES3xx: normalization, activation and layers that are used twice."""
