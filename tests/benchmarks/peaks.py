"""Our peaks of memory beside those of torch's MemTracker: figures, not times."""

from collections.abc import Callable, Iterator

import torch
import torchvision
from torch import nn

from resnet_inspect import inspect
from resnet_inspect.graph import TensorSpec
from resnet_inspect.models.build import build
from resnet_inspect.tracing.memory_witness import ask_mem_tracker
from tests.benchmarks.row import Row

NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "ResNet-18": lambda: build("resnet18"),
    "ResNet-50": lambda: build("resnet50"),
    "ResNet-152": lambda: build("resnet152"),
    "SE-ResNet-50": lambda: build("seresnet50"),
    "DenseNet-121": torchvision.models.densenet121,
    "FCN on ResNet-50": lambda: torchvision.models.segmentation.fcn_resnet50(
        weights=None, weights_backbone=None
    ),
}
BATCHES = (1, 8)
MEGABYTE = 1e6


def rows() -> Iterator[Row]:
    """Yield inference and training of each network, with the ratio to MemTracker's figure."""
    for name, make in NETWORKS.items():
        with torch.device("meta"):
            network = make()
        for batch in BATCHES:
            shape = (batch, 3, 224, 224)
            memory = inspect(network, shape).memory
            inference, training = ask_mem_tracker(network, [TensorSpec(shape)])
            for word, ours, theirs in (
                ("inference", memory.inference_peak, inference.figure),
                ("training", memory.training_peak, training.figure),
            ):
                title = f"{name}, batch {batch}, {word}"
                if theirs is None:
                    yield Row(title, ours / MEGABYTE, goal="MemTracker failed", unit="MB")
                    continue
                goal = f"of MemTracker's {theirs / MEGABYTE:.1f} MB, within 1 %"
                yield Row(title, ours / MEGABYTE, ours / theirs, goal, "MB")
