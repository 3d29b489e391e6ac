"""The reference networks as a table; torch is not needed for it."""

from collections.abc import Sequence

from resnet_inspect.models.variants import VARIANTS, Variant
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow
from resnet_inspect.units import dimensions, plural, scaled

COLUMNS = (
    Column(
        name="name", title="name", about="What the command line calls it.",
        cell=lambda variant: variant.name, value=lambda variant: variant.name,
    ),
    Column(
        name="title", title="network", about="What the papers call it.",
        cell=lambda variant: variant.title, value=lambda variant: variant.title,
        rank=2, breaks=" ",
    ),
    Column(
        name="blocks", title="blocks", about="Blocks per stage.",
        cell=lambda variant: " ".join(map(str, variant.blocks)),
        value=lambda variant: " ".join(map(str, variant.blocks)),
    ),
    Column(
        name="params", title="params", about="Learned parameters.", numeric=True,
        cell=lambda variant: scaled(variant.parameters), value=lambda variant: variant.parameters,
    ),
    Column(
        name="macs", title="MACs", about="Multiply-accumulates for one image.", numeric=True,
        cell=lambda variant: scaled(variant.macs), value=lambda variant: variant.macs,
    ),
    Column(
        name="input", title="input", about="One image of the default size.", rank=1,
        cell=lambda variant: dimensions(variant.input_shape),
        value=lambda variant: dimensions(variant.input_shape),
    ),
    Column(
        name="paper", title="paper", about="Where it was first described.",
        cell=lambda variant: variant.paper.citation, value=lambda variant: variant.paper.citation,
        breaks=" ",
    ),
)  # fmt: skip


def variant_table(search: str = "") -> Table:
    """Return the table of networks whose name or title holds ``search``."""
    found = _found(search)
    return Table(
        title=plural(len(found), "reference network"),
        header=(),
        columns=COLUMNS,
        rows=tuple(TableRow(item=variant) for variant in found),
        footer=(
            Fact(label="MACs", text="of convolutions and linear layers, one image of that size"),
            Fact(label="use", text="resnet-inspect NAME; constructor arguments with --arg"),
        ),
    )


def name_table(names: Sequence[str]) -> Table:
    """Return a table of names alone: what a zoo tells without building its networks."""
    column = Column(
        name="name", title="name", about="What the command line calls it.", cell=str, value=str
    )
    return Table(
        title=plural(len(names), "network"),
        header=(),
        columns=(column,),
        rows=tuple(TableRow(item=name) for name in names),
        footer=(Fact(label="use", text="resnet-inspect NAME; their figures: survey 'timm:*'"),),
    )


def _found(search: str) -> Sequence[Variant]:
    wanted = search.lower()
    return [
        variant
        for variant in VARIANTS.values()
        if wanted in variant.name or wanted in variant.title.lower()
    ]
