"""``resnet-inspect TARGET``: the table of layers."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from resnet_inspect.cli.options import (
    DEFAULT_TIMEOUT,
    ArgOption,
    InputOption,
    OutputOption,
    TargetArgument,
    TimeoutOption,
    TrainOption,
    report_of,
)
from resnet_inspect.cli.output import write
from resnet_inspect.cli.table_output import (
    AsciiOption,
    CaptionOption,
    FormatOption,
    LabelOption,
    TableFormat,
    WidthOption,
    chosen_format,
    table_text,
)
from resnet_inspect.render.table.outline.choices import Fold, Level

if TYPE_CHECKING:
    from resnet_inspect.graph import Graph
    from resnet_inspect.render.table.model import Table

COLUMNS_HELP = (
    "Columns by name, separated by commas; +NAME adds to the usual ones, -NAME leaves one out, "
    "`all` shows all: layer, type, output, params, macs, share, params_share, flops, operations, "
    "activations, bytes, field, stride, ops, trainable, input, dtype, source, definition."
)


def inspect_command(  # noqa: PLR0913, PLR0917 - the command's options
    target: TargetArgument,
    inputs: InputOption = None,
    arguments: ArgOption = None,
    train: TrainOption = False,  # noqa: FBT002 - a flag
    timeout: TimeoutOption = DEFAULT_TIMEOUT,
    level: Annotated[Level, typer.Option(help="How far down the rows go.")] = Level.LAYER,
    depth: Annotated[
        int | None, typer.Option(min=1, help="Levels of modules with rows of their own.")
    ] = None,
    fold: Annotated[
        Fold, typer.Option(help="Show runs of identical blocks as one row, or all of them.")
    ] = Fold.AUTO,
    expand: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Open these modules: layer3, 'layer*.0'. Repeatable."),
    ] = None,
    separate: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--separate", help="A row each for normalization and activation.")
    ] = False,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="A flat list, the largest first.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Only that many of the rows sorted.")
    ] = None,
    columns: Annotated[list[str] | None, typer.Option(metavar="NAMES", help=COLUMNS_HELP)] = None,
    lanes: Annotated[
        int, typer.Option(min=0, help="Most shortcuts drawn side by side; others are counted.")
    ] = 6,
    cross_check: Annotated[  # noqa: FBT002 - a flag
        bool,
        typer.Option(
            "--cross-check",
            help="Compare MACs with torchinfo, fvcore and FlopCounterMode, and explain each "
            "difference.",
        ),
    ] = False,
    output_format: FormatOption = TableFormat.AUTO,
    output: OutputOption = None,
    width: WidthOption = None,
    ascii_only: AsciiOption = False,  # noqa: FBT002 - a flag
    caption: CaptionOption = "",
    label: LabelOption = "",
) -> None:
    """Show a network's layers, shapes, parameters, MACs and residual connections."""
    if cross_check:
        check = checked(target, inputs, arguments, timeout)
        kind = chosen_format(output_format, output)
        write(table_text(check.table, kind, output, width, ascii_only=ascii_only), output)
        raise typer.Exit(0 if check.passed else 1)
    kind = chosen_format(output_format, output)
    report = report_of(target, inputs, arguments, train=train, timeout=timeout)
    if kind is TableFormat.JSON:
        from resnet_inspect.render import json_trace  # noqa: PLC0415 - only for this format

        write(json_trace.render(report), output)
    else:
        from resnet_inspect.render.table.layer_table import layer_table  # noqa: PLC0415 - see above
        from resnet_inspect.render.table.outline.view import View  # noqa: PLC0415 - see above

        view = View(
            level=level, depth=depth, fold=fold, fuse=not separate,
            expand=tuple(expand or ()), sort=sort or ("macs" if top else None), top=top,
            columns=split_names(columns), lanes=lanes,
        )  # fmt: skip
        table = layer_table(report, view)
        text = table_text(
            table, kind, output, width, ascii_only=ascii_only, caption=caption, label=label
        )
        write(text, output)
    if not report.complete:
        say_failure(report.graph, kind)
        raise typer.Exit(1)


class Checked(NamedTuple):
    """A cross-check to print."""

    table: "Table"
    passed: bool


def checked(
    target: str, inputs: list[str] | None, arguments: list[str] | None, timeout: float
) -> Checked:
    """Ask other tools about a target."""
    from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it
    from resnet_inspect.render.table.cross_check_table import (  # noqa: PLC0415 - see above
        cross_check_table,
    )
    from resnet_inspect.targets.arguments.call_arguments import parse_arguments  # noqa: PLC0415 - see above

    check = api.cross_check(
        target, inputs or None, arguments=parse_arguments(arguments or []), timeout=timeout
    )
    return Checked(cross_check_table(check), check.passed)


def split_names(options: list[str] | None) -> tuple[str, ...]:
    """Split repeated options of names with commas between them."""
    names = (name.strip() for option in options or () for name in option.split(","))
    return tuple(name for name in names if name)


def say_failure(graph: "Graph", kind: TableFormat) -> None:
    """Say on standard error what failed, for formats that do not show it beside the row."""
    if kind in {TableFormat.CSV, TableFormat.JSON}:
        for failure in graph.failures:
            where = f" at {failure.frames[-1]}" if failure.frames else ""
            typer.echo(f"the forward pass failed{where}: {failure.message}", err=True)
