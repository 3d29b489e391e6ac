"""RES3xx: normalization layers, their places, settings and sharing."""
