"""``resnet-inspect list``: the reference networks, and the names in a zoo."""

from typing import TYPE_CHECKING, Annotated

import typer

from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.table_flags import TableFlags
from resnet_inspect.errors import UsageError
from resnet_inspect.targets.name import ZOOS

if TYPE_CHECKING:
    from resnet_inspect.render.table.model import Table


@grouped
def list_command(
    written: TableFlags,
    search: Annotated[
        str,
        typer.Argument(
            metavar="TEXT",
            help="Only names and titles with this text; or timm, torchvision, 'timm:*resnet*'.",
        ),
    ] = "",
) -> None:
    """List the reference networks: name, paper, blocks per stage, parameters and MACs.

    Examples:
        resnet-inspect list
        resnet-inspect list 'option A'
        resnet-inspect list 'timm:*resnet*'
    """
    written.write(_zoo(search) if search.partition(":")[0] in ZOOS else _references(search))


def _zoo(search: str) -> "Table":
    """Return the names in torchvision or timm that a pattern names; without one, all."""
    from resnet_inspect.render.table.variant_list import name_table  # noqa: PLC0415 - not for --help
    from resnet_inspect.survey.networks.catalog import matching, zoo_names  # noqa: PLC0415 - see above

    zoo, _, pattern = search.partition(":")
    return name_table(matching(f"{zoo}:{pattern or '*'}", zoo_names))


def _references(search: str) -> "Table":
    from resnet_inspect.render.table.variant_list import variant_table  # noqa: PLC0415 - only here

    table = variant_table(search)
    if not table.rows:
        raise UsageError(
            f"no reference network has `{search}` in its name",
            "`resnet-inspect list` shows them all; `list timm` and `list torchvision` those there.",
        )
    return table
