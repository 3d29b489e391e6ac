"""RES2xx: what a branch is multiplied with before it is added."""
