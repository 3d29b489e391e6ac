"""From an ``nn.Module`` to a Graph: one forward pass on the meta device, every operator seen."""
