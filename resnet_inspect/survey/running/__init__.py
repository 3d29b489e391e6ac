"""Each network in a fresh process's memory, on the cores of this machine or of a cluster."""
