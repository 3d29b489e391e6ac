"""Which network's weights these are, and whether they fit another: names and shapes only.

``layers`` groups tensors into layers, ``anatomy`` counts them, ``identity`` finds the published
variant, ``naming`` the library, ``renaming`` and ``matching`` map one side's names to the other's,
``fit`` says whether and why, and ``code`` how to load them. No torch.
"""
