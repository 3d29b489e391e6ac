"""The gates at the end of a main path, by kind."""

from torch import nn

from resnet_inspect.models.architecture import Gate
from resnet_inspect.models.layers.efficient_attention import EfficientAttention
from resnet_inspect.models.layers.squeeze_excitation import SqueezeExcitation


def gate_for(gate: Gate, channels: int) -> nn.Module | None:
    """Return the gate for a feature map of ``channels``, None where there is none."""
    match gate:
        case Gate.NONE:
            return None
        case Gate.SQUEEZE_EXCITATION:
            return SqueezeExcitation(channels)
        case Gate.EFFICIENT:
            return EfficientAttention(channels)
