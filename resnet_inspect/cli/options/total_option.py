"""``--total NAME[,NAME]``: bare numbers for shell scripts."""

from typing import TYPE_CHECKING, Annotated

import typer

from resnet_inspect.errors import UsageError

if TYPE_CHECKING:
    from resnet_inspect.report import Report

TOTALS = {
    "params": "params", "trainable": "trainable", "buffers": "buffers", "macs": "macs",
    "flops": "flops", "operations": "operations", "activations": "activations",
    "memory": "inference_memory", "training_memory": "training_memory",
    "weights": "parameter_bytes",
}  # fmt: skip
"""What can be asked for, and the field of the report's totals that answers. Memory is in bytes."""

TotalOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAMES",
        help=f"Print bare numbers instead, one a line: {', '.join(TOTALS)}; memory in bytes.",
    ),
]


def chosen_totals(names: tuple[str, ...]) -> tuple[str, ...]:
    """Check the names before the network is built.

    Raises:
        UsageError: There is no such total.
    """
    for name in names:
        if name not in TOTALS:
            raise UsageError(f"there is no total `{name}`", f"Totals: {', '.join(TOTALS)}.")
    return names


def totals_note(report: "Report", names: tuple[str, ...]) -> str:
    """Return a sentence where a number that is asked for is a lower bound."""
    counted = [name for name in names if name in {"macs", "flops", "operations"}]
    if report.totals.macs_complete or not counted:
        return ""
    return f"note: {' and '.join(counted)}: a lower bound; a scripted module's are unknown"


def totals_text(report: "Report", names: tuple[str, ...]) -> str:
    """Return the totals, each on a line of its own."""
    return "".join(f"{getattr(report.totals, TOTALS[name])}\n" for name in names)
