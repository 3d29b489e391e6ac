"""Which network's weights these are, and whether they fit another: names and shapes only.

``layers`` groups tensors into layers, ``recognition`` finds the published variant, ``names`` the
library whose names they are and ``matching`` one side's to the other's; ``fit`` says whether and
why, and ``code`` how to load them. No torch.
"""
