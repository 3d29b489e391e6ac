"""How far efficient channel attention looks: plain data, needed with and without torch."""

from math import log2

GAMMA, SHIFT = 2, 1
"""Of the map from channels to kernel size (Wang et al. 2020, equation 12)."""

SMALLEST = 3


def attention_kernel(channels: int) -> int:
    """Return the odd kernel size nearest to (log₂ C + 1) / 2, rounded up, at least 3.

    Example:
        >>> [attention_kernel(channels) for channels in (64, 128, 256, 512, 1024, 2048)]
        [3, 5, 5, 5, 5, 7]
    """
    kernel = int((log2(channels) + SHIFT) / GAMMA)
    return max(kernel if kernel % 2 else kernel + 1, SMALLEST)
