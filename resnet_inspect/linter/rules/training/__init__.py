"""RES6xx: the code beside the network that trains it: losses, optimizers, loops and freezing."""
