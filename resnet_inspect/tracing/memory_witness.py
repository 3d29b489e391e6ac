"""Ask torch's own MemTracker how much memory a forward pass and a training step need."""

import copy
from collections.abc import Iterable, Sequence

import torch
from torch import nn

from resnet_inspect.errors import InspectError
from resnet_inspect.graph import TensorSpec
from resnet_inspect.graph.answer import Answer
from resnet_inspect.tracing.building.state import quiet, same_random_state
from resnet_inspect.tracing.tracking.tensors import tensors_in

TOOL = "MemTracker"


def ask_mem_tracker(network: nn.Module, specs: Sequence[TensorSpec]) -> tuple[Answer, Answer]:
    """Return the peaks of inference and of training in bytes, parameters included.

    Args:
        network: On any device; a copy of it runs on the meta device.
        specs: The inputs.

    Raises:
        InspectError: The network cannot be copied.
    """
    try:
        subject = copy.deepcopy(network).to("meta")
    except Exception as error:
        message = f"`{type(network).__name__}` cannot be copied, so MemTracker was not asked"
        raise InspectError(f"{message}: {error}") from error
    with same_random_state(), quiet(), torch.device("meta"):
        return _ask(subject, specs, train=False), _ask(subject, specs, train=True)


def _ask(network: nn.Module, specs: Sequence[TensorSpec], *, train: bool) -> Answer:
    version = torch.__version__
    try:
        figure = _peak(network.train(train), specs)
    except Exception as error:  # noqa: BLE001 - a tool that fails is a finding, not our failure
        reason = ": ".join([type(error).__name__, *str(error).strip().splitlines()[:1]])
        return Answer(tool=TOOL, version=version, figure=None, error=reason)
    finally:
        network.zero_grad(set_to_none=True)
    return Answer(tool=TOOL, version=version, figure=figure)


def _peak(network: nn.Module, specs: Sequence[TensorSpec]) -> int:
    from torch.distributed._tools.mem_tracker import (  # noqa: PLC0415 - only a cross-check needs it
        MemTracker,
    )

    inputs = [torch.empty(spec.shape, dtype=getattr(torch, spec.dtype)) for spec in specs]
    tracker = MemTracker()
    tracker.track_external(network, *inputs)
    with tracker, torch.set_grad_enabled(network.training):
        result = network(*inputs)
        if network.training:
            torch.autograd.backward(_sum(tensors_in(result)))
    return sum(device["Total"] for device in tracker.get_tracker_snapshot("peak").values())


def _sum(results: Iterable[torch.Tensor]) -> torch.Tensor:
    return torch.stack([result.sum() for result in results if result.requires_grad]).sum()
