"""``resnet-inspect diff BEFORE AFTER``: what changed from one network to another."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.run_flags import TARGET_HELP, RunFlags, split_names
from resnet_inspect.cli.options.table_flags import TableFlags, TableFormat
from resnet_inspect.cli.output import write
from resnet_inspect.errors import UsageError

if TYPE_CHECKING:
    from resnet_inspect.difference import Difference

SAME, DIFFERENT = 0, 1


@grouped
def diff_command(  # noqa: PLR0913 - the command's options
    before: Annotated[
        str,
        typer.Argument(
            metavar="BEFORE", autocompletion=complete_target, help=f"The earlier: {TARGET_HELP}"
        ),
    ],
    after: Annotated[
        str | None,
        typer.Argument(
            metavar="AFTER", autocompletion=complete_target, help="The later one, named likewise."
        ),
    ] = None,
    *,
    run: RunFlags,
    rev: Annotated[
        str | None,
        typer.Option(metavar="REVISION", help="Compare a file with its own text in git: main."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT", help="names, classes, bias, stem, head, or a setting. Repeatable."
        ),
    ] = None,
    written: TableFlags,
) -> None:
    """Show what changed between two networks: stages, blocks, layers, and what it costs.

    One network alone is compared with the published one that it is nearest to.

    Exits with 0 where they are the same, names aside, 1 where they differ, 2 on an error.

    Examples:
        resnet-inspect diff resnet50 my.py:Net
        resnet-inspect diff my.py --rev main
        resnet-inspect diff my.py
    """
    from resnet_inspect.render.comparison.table import difference_table  # noqa: PLC0415 - not for --help

    kind = written.kind
    found = _difference(before, after, rev, run, split_names(ignore))
    if kind is TableFormat.JSON:
        text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1)
        write(f"{text}\n", written.output)
    else:
        written.write(difference_table(found.pair))
    raise typer.Exit(SAME if found.same else DIFFERENT)


def _difference(
    before: str, after: str | None, rev: str | None, run: RunFlags, ignore: tuple[str, ...]
) -> "Difference":
    """Compare two targets, a file in two revisions, or one target and its nearest."""
    from resnet_inspect import api  # noqa: PLC0415 - not for --help
    from resnet_inspect.cli.revision import at_revision  # noqa: PLC0415 - see above
    from resnet_inspect.difference import Difference  # noqa: PLC0415 - see above

    if rev is None:
        return api.difference(before, after, run.options, ignore)
    if after is not None:
        raise UsageError(
            "--rev compares one file with its own text in git",
            "Name the file alone: resnet-inspect diff my.py --rev main.",
        )
    with at_revision(before, rev):
        old = run.report(before, recover=True)
    return Difference(old, run.report(before, recover=True), ignore)
