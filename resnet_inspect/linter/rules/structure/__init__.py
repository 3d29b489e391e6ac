"""RES5xx: the network as a whole: what is registered, named, counted and promised."""
