"""A name becomes a network.

Example:
    >>> import torch
    >>> with torch.device("meta"):  # no memory for weights
    ...     model = build("resnet50", num_classes=10, output_stride=8)
    >>> model.feature_map(torch.empty(1, 3, 224, 224, device="meta")).shape
    torch.Size([1, 2048, 28, 28])
"""

from resnet_inspect.models.architecture import StemKind
from resnet_inspect.models.arguments import customize
from resnet_inspect.models.face_resnet import FaceResNet
from resnet_inspect.models.resnet import ResNet
from resnet_inspect.models.variants import Variant, variant


def build(model: str | Variant, **arguments: object) -> ResNet | FaceResNet:
    """Build a reference network on torch's current default device, in training mode.

    Args:
        model: A variant or its name.
        arguments: Choices that differ from the variant's: any field of `Architecture`, such as
            ``num_classes``, ``in_channels``, ``output_stride``, ``shortcut``.

    Returns:
        The network, with weights drawn as in the papers; none on the meta device.

    Raises:
        UnknownModelError: If no variant has this name.
        UsageError: If an argument does not exist, or has a value that cannot be.
    """
    chosen = variant(model) if isinstance(model, str) else model
    architecture = customize(chosen.architecture, arguments)
    return (FaceResNet if architecture.stem is StemKind.FACE else ResNet)(architecture)
