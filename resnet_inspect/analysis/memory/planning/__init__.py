"""What training would need with other settings than those that were traced: what-ifs.

Each setting is a change of the graph, or of what is alive all the time; memory is then counted as
always.
"""
