"""What all residual blocks share."""

from abc import ABC, abstractmethod

from torch import nn


class ResidualBlock(nn.Module, ABC):
    """A main path F(x) and a shortcut past it, joined by an add (He et al. 2015, equation 1).

    The shortcut's module is called ``downsample`` as in torchvision, whose weights then load; it is
    None where the shortcut is the identity.
    """

    @abstractmethod
    def zero_main_path(self) -> None:
        """Make the main path return zeros, so that the block starts out as its shortcut.

        References:
            Goyal et al. 2017, Accurate, Large Minibatch SGD, section 5.1.
        """
