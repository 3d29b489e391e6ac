"""Inspect ResNets: shapes, parameters, FLOPs and residual connections, without allocating memory.

>>> import resnet_inspect
>>> report = resnet_inspect.inspect("resnet50", input=224)  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

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

_HOMES = {
    "cross_check": "resnet_inspect.api",
    "diagram": "resnet_inspect.api",
    "diff": "resnet_inspect.api",
    "fit_memory": "resnet_inspect.api",
    "inspect": "resnet_inspect.api",
    "lint": "resnet_inspect.api",
    "paper_table": "resnet_inspect.api",
    "sizes": "resnet_inspect.api",
    "trace": "resnet_inspect.api",
    "weights": "resnet_inspect.api",
    "WeightsReport": "resnet_inspect.weights_report",
    "Difference": "resnet_inspect.difference",
    "Findings": "resnet_inspect.linter.finding",
    "LintOptions": "resnet_inspect.linter.reporting.options",
    "MemoryFit": "resnet_inspect.analysis.facts",
    "Report": "resnet_inspect.report",
}


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:  # noqa: ANN401 - one of the names above
    """Import a public name on first use, so that ``import resnet_inspect`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'resnet_inspect' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only here

    return getattr(import_module(_HOMES[name]), name)
