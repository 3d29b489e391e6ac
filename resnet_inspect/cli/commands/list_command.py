"""``resnet-inspect list``: the reference networks."""

import shutil
import sys
from typing import Annotated

import typer

from resnet_inspect.errors import UsageError


def list_command(
    search: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Show only names and titles with this text.")
    ] = "",
) -> None:
    """List the reference networks: name, paper, blocks per stage, parameters and MACs."""
    from resnet_inspect.render.table.charset import charset_for  # noqa: PLC0415 - only here
    from resnet_inspect.render.table.formats.plain import render_table  # noqa: PLC0415 - see above
    from resnet_inspect.render.table.variant_list import variant_table  # noqa: PLC0415 - see above

    table = variant_table(search)
    if not table.rows:
        raise UsageError(
            f"no reference network has `{search}` in its name",
            "`resnet-inspect list` shows them all.",
        )
    width = shutil.get_terminal_size((120, 24)).columns
    text = render_table(table, width=width, charset=charset_for(sys.stdout.encoding))
    typer.echo(text, nl=False)
