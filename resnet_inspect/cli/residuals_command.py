"""``resnet-inspect residuals TARGET``: the table of residual connections."""

from typing import Annotated

import typer

from resnet_inspect.cli.inspect_command import say_failure, split_names
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

COLUMNS_HELP = (
    "Columns by name, separated by commas; +NAME adds to the usual ones, -NAME leaves one out: "
    "block, kind, fork, main, main_ops, shortcut, shortcut_ops, stride, params, join, from, source."
)


def residuals_command(  # noqa: PLR0913, PLR0917 - the command's options
    target: TargetArgument,
    inputs: InputOption = None,
    arguments: ArgOption = None,
    train: TrainOption = False,  # noqa: FBT002 - a flag
    timeout: TimeoutOption = DEFAULT_TIMEOUT,
    columns: Annotated[list[str] | None, typer.Option(metavar="NAMES", help=COLUMNS_HELP)] = None,
    output_format: FormatOption = TableFormat.AUTO,
    output: OutputOption = None,
    width: WidthOption = None,
    ascii_only: AsciiOption = False,  # noqa: FBT002 - a flag
    caption: CaptionOption = "",
    label: LabelOption = "",
) -> None:
    """Show each residual connection: kind, shapes, operators on both paths, the shortcut's cost."""
    from resnet_inspect.render.table.columns import choose_columns  # noqa: PLC0415 - `--help` needs none
    from resnet_inspect.render.table.residual_table import (  # noqa: PLC0415 - see above
        RESIDUAL_COLUMNS,
        RESIDUAL_NAMES,
        USUAL,
        residual_table,
    )

    kind = chosen_format(output_format, output)
    usual = RESIDUAL_NAMES if kind is TableFormat.JSON else USUAL
    chosen = choose_columns(split_names(columns), RESIDUAL_COLUMNS, usual)
    report = report_of(target, inputs, arguments, train=train, timeout=timeout)
    table = residual_table(report, chosen)
    text = table_text(
        table, kind, output, width, ascii_only=ascii_only, caption=caption, label=label
    )
    write(text, output)
    if not report.complete:
        say_failure(report.graph, kind)
        raise typer.Exit(1)
