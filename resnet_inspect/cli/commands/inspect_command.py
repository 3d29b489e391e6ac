"""``resnet-inspect TARGET``: the table of layers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.completing import values
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.memory_flags import MemoryFlags
from resnet_inspect.cli.options.run_flags import RunFlags, TargetArgument, split_names
from resnet_inspect.cli.options.table_flags import TableFlags, TableFormat
from resnet_inspect.cli.options.total_option import (
    TotalOption,
    chosen_totals,
    totals_note,
    totals_text,
)
from resnet_inspect.cli.output import write
from resnet_inspect.cli.wording import say
from resnet_inspect.errors import UsageError
from resnet_inspect.render.table.outline.choices import Fold, Level

if TYPE_CHECKING:
    from resnet_inspect.render.table.outline.view import View

COLUMNS_HELP = (
    "Columns by name, separated by commas; +NAME adds to the usual ones, -NAME leaves one out, "
    "`all` shows all: layer, type, output, params, macs, share, params_share, flops, operations, "
    "activations, bytes, field, stride, ops, trainable, input, dtype, source, definition."
)


@dataclass(frozen=True, kw_only=True)
class ViewFlags:
    """What of a network the table shows."""

    heading: ClassVar = "Rows and columns"

    level: Annotated[Level, typer.Option(help="How far down the rows go.")] = Level.LAYER
    depth: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Levels of modules with rows of their own."),
    ] = None
    fold: Annotated[
        Fold | None,
        typer.Option(
            help="Show runs of identical blocks as one row, or all of them. [default: auto; none "
            "for CSV]"
        ),
    ] = None
    expand: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Open these modules: layer3, 'layer*.0'. Repeatable."),
    ] = None
    separate: Annotated[
        bool, typer.Option("--separate", help="A row each for normalization and activation.")
    ] = False
    sort: Annotated[
        str | None,
        typer.Option(
            autocompletion=values.one_of(values.columns),
            metavar="COLUMN",
            help="A flat list, the largest first.",
        ),
    ] = None
    top: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only that many of the rows sorted.")
    ] = None
    columns: Annotated[
        list[str] | None,
        typer.Option(
            autocompletion=values.some_of(values.columns, "+-"), metavar="NAMES", help=COLUMNS_HELP
        ),
    ] = None
    lanes: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Most shortcuts drawn side by side; others are counted."
        ),
    ] = 6
    total: TotalOption = None
    cross_check: Annotated[
        bool,
        typer.Option(
            "--cross-check",
            help="Compare MACs with torchinfo, fvcore and FlopCounterMode, and memory with "
            "MemTracker, and explain each difference.",
        ),
    ] = False

    def refuse_for_json(self) -> None:
        """Refuse what would have no effect: JSON holds the whole trace and every row.

        Raises:
            UsageError: Rows or columns are chosen.
        """
        given = {
            "--sort": self.sort, "--top": self.top, "--columns": self.columns,
            "--depth": self.depth, "--fold": self.fold,
        }  # fmt: skip
        names = [name for name, value in given.items() if value is not None]
        if names:
            raise UsageError(
                f"{names[0]} has no effect on JSON, which holds every layer",
                "Take --format csv, or choose from `.layers` of the JSON.",
            )

    def view(self, kind: TableFormat) -> "View":
        """Return what these flags ask for; what programs read is not folded unasked."""
        from resnet_inspect.render.table.outline.view import View  # noqa: PLC0415 - not for --help

        whole = kind is TableFormat.CSV or self.level is Level.OP
        usual = Fold.NONE if whole else Fold.AUTO
        return View(
            level=self.level, depth=self.depth, fold=self.fold or usual, fuse=not self.separate,
            expand=tuple(self.expand or ()), sort=self.sort or ("macs" if self.top else None),
            top=self.top, columns=split_names(self.columns), lanes=self.lanes,
        )  # fmt: skip


@grouped
def inspect_command(
    target: TargetArgument,
    run: RunFlags,
    shown: ViewFlags,
    written: TableFlags,
    memory: MemoryFlags,
) -> None:
    """Show a network's layers, shapes, parameters, MACs and residual connections.

    Examples:
        resnet-inspect my.py --input 32
        resnet-inspect my.py:Net --arg num_classes=10 --level stage
        resnet-inspect torchvision:resnet50 --columns +source --sort macs --top 5
        resnet-inspect resnet50 --total macs,params
    """
    if shown.cross_check:
        raise typer.Exit(_cross_check(target, run, written))
    kind = written.kind
    names = chosen_totals(split_names(shown.total))
    report = memory.report(target, run)
    if names:
        write(totals_text(report, names), written.output)
        if note := totals_note(report, names):
            say(note)
    elif kind is TableFormat.JSON:
        shown.refuse_for_json()
        from resnet_inspect.render.records import document  # noqa: PLC0415 - only for this format

        write(document.render(report), written.output)
    else:
        from resnet_inspect.render.table.layer_table import layer_table  # noqa: PLC0415 - see above

        written.write(layer_table(report, shown.view(kind)))
    if not report.complete:
        written.say_failure(report.graph)
        raise typer.Exit(1)


def _cross_check(target: str, run: RunFlags, written: TableFlags) -> int:
    """Ask other tools about a target, and return the exit status."""
    from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it
    from resnet_inspect.render.table.cross_check_table import (  # noqa: PLC0415 - see above
        cross_check_table,
    )

    check = api.cross_checked(target, run.options)
    written.write(cross_check_table(check))
    return 0 if check.passed else 1
