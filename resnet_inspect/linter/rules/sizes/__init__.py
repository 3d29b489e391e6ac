"""RES1xx: sizes of feature maps, and inputs of a size for which a network was not made."""
