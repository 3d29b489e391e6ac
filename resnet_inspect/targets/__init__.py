"""From ``resnet50``, ``my.py:Net`` or ``timm:resnet50d`` to a network and its input."""
