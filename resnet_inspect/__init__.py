"""Inspect ResNets: shapes, parameters, FLOPs and residual connections, without allocating memory.

>>> import resnet_inspect
>>> report = resnet_inspect.inspect("resnet50", input=224)  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

from resnet_inspect.lazy import lazy_names

if TYPE_CHECKING:
    from resnet_inspect.analysis.facts import MemoryFit
    from resnet_inspect.api import (
        cross_check,
        diagram,
        diff,
        fit_memory,
        inspect,
        lint,
        paper_table,
        sizes,
        trace,
        weights,
    )
    from resnet_inspect.difference import Difference
    from resnet_inspect.linter.finding import Findings
    from resnet_inspect.linter.reporting.options import LintOptions
    from resnet_inspect.report import Report
    from resnet_inspect.weights_report import WeightsReport

__all__ = [
    "Difference",
    "Findings",
    "LintOptions",
    "MemoryFit",
    "Report",
    "WeightsReport",
    "cross_check",
    "diagram",
    "diff",
    "fit_memory",
    "inspect",
    "lint",
    "paper_table",
    "sizes",
    "trace",
    "weights",
]

__getattr__ = lazy_names(
    __name__,
    {
        "resnet_inspect.analysis.facts": "MemoryFit",
        "resnet_inspect.api": (
            "cross_check diagram diff fit_memory inspect lint paper_table sizes trace weights"
        ),
        "resnet_inspect.difference": "Difference",
        "resnet_inspect.linter.finding": "Findings",
        "resnet_inspect.linter.reporting.options": "LintOptions",
        "resnet_inspect.report": "Report",
        "resnet_inspect.weights_report": "WeightsReport",
    },
)
"""``import resnet_inspect`` costs nothing: the names come when they are asked for."""


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
