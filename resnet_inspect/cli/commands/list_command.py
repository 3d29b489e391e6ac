"""``resnet-inspect list``: the reference networks."""

from typing import Annotated

import typer

from resnet_inspect.cli.grouped import grouped
from resnet_inspect.cli.table_flags import TableFlags
from resnet_inspect.errors import UsageError


@grouped
def list_command(
    written: TableFlags,
    search: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Show only names and titles with this text.")
    ] = "",
) -> None:
    """List the reference networks: name, paper, blocks per stage, parameters and MACs."""
    from resnet_inspect.render.table.variant_list import variant_table  # noqa: PLC0415 - only here

    table = variant_table(search)
    if not table.rows:
        raise UsageError(
            f"no reference network has `{search}` in its name",
            "`resnet-inspect list` shows them all.",
        )
    written.write(table)
