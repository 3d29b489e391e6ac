"""What is in a file of weights: names, shapes, number types and where each tensor's bytes lie.

Nothing in a file is executed and no tensor is read, so a file may be hostile, and large. Which
network the weights are of is not asked here. No torch.
"""
