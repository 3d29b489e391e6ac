"""``resnet-inspect residuals TARGET``: the table of residual connections."""

from typing import Annotated

import typer

from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.run_flags import RunFlags, TargetArgument, split_names
from resnet_inspect.cli.options.table_flags import TableFlags, TableFormat

COLUMNS_HELP = (
    "Columns by name, separated by commas; +NAME adds to the usual ones, -NAME leaves one out: "
    "block, kind, fork, main, main_ops, shortcut, shortcut_ops, stride, params, join, from, source."
)


@grouped
def residuals_command(
    target: TargetArgument,
    run: RunFlags,
    written: TableFlags,
    columns: Annotated[list[str] | None, typer.Option(metavar="NAMES", help=COLUMNS_HELP)] = None,
) -> None:
    """Show each residual connection: kind, shapes, operators on both paths, the shortcut's cost.

    Examples:
        resnet-inspect residuals my.py:Net
        resnet-inspect residuals resnet50 --columns block,kind,params --format csv
    """
    from resnet_inspect.render.table.columns import choose_columns  # noqa: PLC0415 - `--help` needs none
    from resnet_inspect.render.table.residual_table import (  # noqa: PLC0415 - see above
        RESIDUAL_COLUMNS,
        RESIDUAL_NAMES,
        USUAL,
        residual_table,
    )

    usual = RESIDUAL_NAMES if written.kind is TableFormat.JSON else USUAL
    chosen = choose_columns(split_names(columns), RESIDUAL_COLUMNS, usual)
    report = run.report(target)
    written.write(residual_table(report, chosen))
    if not report.complete:
        written.say_failure(report.graph)
        raise typer.Exit(1)
