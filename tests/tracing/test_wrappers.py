"""Code around layers: checkpoints, hooks, reparametrization, autograd functions, scripts."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations
from torch.utils.checkpoint import checkpoint

from resnet_inspect import api
from resnet_inspect.graph import OpKind
from tests.tracing.conftest import Forward, Trace
from tests.tracing.formula import formula


def layers() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(4, 4, 1), nn.ReLU(inplace=True))


class Swish(torch.autograd.Function):
    """A function with a backward of its own."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:  # noqa: ANN401 - torch's context
        """Return x · sigmoid(x)."""
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)


WRAPPED: list[tuple[str, Callable[[Any, Tensor], Tensor]]] = [
    ("add(relu(conv2d(x)), x)", lambda m, x: checkpoint(m.part, x, use_reentrant=True) + x),
    ("add(relu(conv2d(x)), x)", lambda m, x: checkpoint(m.part, x, use_reentrant=False) + x),
    ("add(relu(conv2d(x)), x)", lambda m, x: nn.DataParallel(m.part)(x) + x),
    ("add(relu(conv2d(x)), x)", lambda m, x: torch.no_grad()(m.part)(x) + x),
    ("add(mul(x, sigmoid(x)), x)", lambda _, x: Swish.apply(x) + x),
    ("relu(conv2d(cuda(x)))", lambda m, x: m.part(x.cuda())),
    ("mul(x, lt(rand()))", lambda _, x: x * (torch.rand(2, 1, 1, 1) < 0.5)),
    ("x", lambda _, x: x if torch.rand(1).item() < 2 else -x),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "function"), WRAPPED)
@pytest.mark.parametrize("train", [False, True])
def test_what_wraps_a_call_does_not_hide_it(
    trace: Trace, expected: str, function: Callable[..., Any], *, train: bool
) -> None:
    graph = trace(Forward(function, part=layers()), train=train)

    assert graph.failures == ()
    assert formula(graph) == expected


def test_the_users_hooks_take_part(trace: Trace) -> None:
    part = layers()
    part.register_forward_pre_hook(lambda _, args: (args[0] + 1,))
    part.register_forward_hook(lambda _module, _args, result: result * 2)

    assert formula(trace(part)) == "mul(relu(conv2d(add(x))))"


@pytest.mark.parametrize("wrap", [parametrizations.weight_norm, parametrizations.spectral_norm])
def test_a_reparametrized_weight_leaves_the_data_path_alone(
    trace: Trace, wrap: Callable[[nn.Module], nn.Module]
) -> None:
    graph = trace(wrap(nn.Conv2d(4, 4, 1)))

    assert graph.complete
    assert graph.nodes[-1].op == "conv2d"
    assert graph.nodes[-1].inputs[0] == graph.nodes[0].ref


@pytest.mark.filterwarnings("ignore:.*torch.jit.script:FutureWarning")
def test_scripted_code_is_one_opaque_operator(trace: Trace) -> None:
    graph = trace(Forward(lambda m, x: m.part(x) + x, part=torch.jit.script(layers())))

    assert formula(graph) == "add(Sequential(x), x)"
    assert graph.nodes[1].kind is OpKind.OPAQUE


def test_a_compiled_part_is_traced_as_it_was_written() -> None:
    graph = api.trace(nn.Sequential(nn.Conv2d(4, 4, 1), torch.compile(nn.ReLU())), 8)

    assert formula(graph) == "relu(conv2d(x))"
