"""The options that ask what memory would be with other settings of training."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.options.run_flags import RunFlags
from resnet_inspect.units import bytes_of

if TYPE_CHECKING:
    from resnet_inspect.report import Report

OPTIMIZERS = ("sgd", "momentum", "adam", "adamw")
TYPES = ("bfloat16", "float16", "autocast")
PARTS = ("stage", "block")


def _one_of(names: tuple[str, ...], value: str | None) -> str | None:
    if value is not None and value not in names:
        raise typer.BadParameter(f"`{value}` is none of {', '.join(names)}")
    return value


def _size(text: str | None) -> str | None:
    try:
        bytes_of("0" if text is None else text)
    except ValueError:
        raise typer.BadParameter(f"`{text}` is no size: 24GiB, 8000MB") from None
    return text


@dataclass(frozen=True, kw_only=True)
class PlanFlags:
    """How the network is trained, as far as it changes what that needs."""

    heading: ClassVar = "Memory"

    optimizer: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(OPTIMIZERS), callback=lambda value: _one_of(OPTIMIZERS, value),
            help="Count this optimizer's state in the training peak.",
        ),
    ] = None  # fmt: skip
    dtype: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(TYPES), callback=lambda value: _one_of(TYPES, value),
            help="Memory as it would be with numbers of this type, or under autocast to bfloat16.",
        ),
    ] = None  # fmt: skip
    checkpoint: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(PARTS), callback=lambda value: _one_of(PARTS, value),
            help="Training peak if backward computed each stage, or each block, again.",
        ),
    ] = None  # fmt: skip

    def planned(self, report: "Report") -> "Report":
        """Return the report with these settings."""
        return report.planned(
            optimizer=self.optimizer, dtype=self.dtype, checkpoint=self.checkpoint
        )


@dataclass(frozen=True, kw_only=True)
class MemoryFigureFlags(PlanFlags):
    """The settings, and whether memory is what is drawn."""

    memory: Annotated[
        bool, typer.Option("--memory", help="Draw the memory of a training step over time.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class MemoryFlags(PlanFlags):
    """The settings, and a budget to be filled."""

    fit_memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE", callback=_size,
            help="Say which batches fit into so much memory (24GiB), and what limits them.",
        ),
    ] = None  # fmt: skip

    def report(self, target: str, run: RunFlags) -> "Report":
        """Trace a target and tell its memory with these settings."""
        report = self.planned(run.report(target))
        if self.fit_memory is None:
            return report
        from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it

        fit = api.fitted_memory(report, target, run.options, bytes_of(self.fit_memory))
        return replace(report, fit=fit)
