"""RES5xx: modules and arguments: what is registered, repeated, overwritten or never used."""
