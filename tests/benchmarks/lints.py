"""Lint beside plain forward passes: it runs several, forwards and backwards."""

from collections.abc import Iterator

import torch

from resnet_inspect.api import lint
from resnet_inspect.models.build import build
from tests.benchmarks.measure import medians
from tests.benchmarks.reports import PLAIN, SHAPE, plain_forward
from tests.benchmarks.row import Row


def rows(repeats: int) -> Iterator[Row]:
    """Lint reference networks that are built already."""
    for name in ("resnet50", "resnet152"):
        with torch.device("meta"):
            model = build(name).eval()
        seconds = medians(
            {
                PLAIN: lambda model=model: plain_forward(model),
                "resnet-inspect lint": lambda model=model: lint(model, SHAPE),
            },
            repeats,
        )
        for title, value in seconds.items():
            goal = "" if title == PLAIN else "at most 6×"
            yield Row(f"{name}: {title}", value, value / seconds[PLAIN], goal, "ms")
