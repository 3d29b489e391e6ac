"""RES4xx: what backward needs."""
